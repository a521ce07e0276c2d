import type { SequencedEvent } from '../../bridge/sink.js';
import type { JournalEvent } from '../../journal/events.js';
import {
  createProjection,
  type DescribeOutput,
  type ProjectionOutput,
  type StateOutput,
} from '../../projection/index.js';

/** Follows what a run says about itself and whether it has ended, without its numbers. */
export class RunTracker {
  describe: DescribeOutput | undefined;
  /** `undefined`: the run has never ended. */
  state: StateOutput | undefined;
  /** The journal's first event. */
  first: JournalEvent | undefined;
  /** Byte offset of the last event that was taken. */
  sequence = 0;
  /** Epoch milliseconds of the youngest event that has a time. */
  lastMillis: number | undefined;
  readonly #projection = createProjection({ perClient: 'off' });
  readonly #outputs: ProjectionOutput[] = [];

  /** Takes the events that were not taken before. */
  take(events: Iterable<SequencedEvent>): void {
    for (const { event, sequence } of events) {
      if (sequence <= this.sequence) continue;
      this.sequence = sequence;
      this.first ??= event;
      this.#see(event.timestamp);
      this.#projection.apply(event, this.#outputs);
    }
    for (const output of this.#outputs) {
      if (output.kind === 'describe') this.describe = output;
      else if (output.kind === 'state') this.state = output;
    }
    this.#outputs.length = 0;
  }

  /** The run has ended and has not been taken up again. */
  get hasEnded(): boolean {
    return this.state !== undefined && this.state.state !== 'running';
  }

  /** Data came before the run's start: nobody has said yet what it is. */
  get isProvisional(): boolean {
    return this.first?.event_type === 'init' && this.first.provisional === true && this.describe?.job === undefined;
  }

  #see(timestamp: string | undefined): void {
    const millis = timestamp === undefined ? Number.NaN : Date.parse(timestamp);
    if (millis > (this.lastMillis ?? Number.NEGATIVE_INFINITY)) this.lastMillis = millis;
  }
}
