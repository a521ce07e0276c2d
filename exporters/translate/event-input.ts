import type { JournalEntry } from '../journal/index.js';
import type { AnyValue, AttributeMap, Instant } from '../otlp/visitor.js';
import type { AttributeReader } from './attribute-reader.js';
import type { RunIdentity } from './origin.js';
import { formatInstant } from './time.js';
import type { UpdateOpener } from './update-opener.js';
import { compact } from './values.js';

/** What a reader of an event is given: its attributes and what was found out about it before. */
export interface EventInput {
  readonly attributes: AttributeMap;
  readonly run: RunIdentity;
  readonly time: Instant;
  /** `service.instance.id` of the sender, unchecked. */
  readonly instance: AnyValue | undefined;
  readonly reader: AttributeReader;
  readonly updates: UpdateOpener;
}

/** Turns one event of the contract into one of a journal. @throws MalformedRecordError when it breaks the contract */
export type EventReader = (input: EventInput) => JournalEntry;

/** What every event of a run begins with. */
export function head({ run, time }: EventInput) {
  return { run_id: run.runId, ...compact({ attempt: run.attempt }), timestamp: formatInstant(time) };
}
