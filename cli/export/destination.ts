import type { Sink, SinkChoice } from '../../exporters/bridge/index.js';

/** A destination that is asked for, before it is opened. */
export interface Destination {
  readonly choice: SinkChoice;
  readonly sink: Sink;
}
