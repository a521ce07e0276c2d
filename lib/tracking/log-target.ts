import type { EpochTime } from '../core/records.js';
import type { Warnings } from '../core/warnings.js';
import type { Histogram } from './histogram.js';

/** What every logged value has. */
interface LoggedBase {
  /** Tag, as the app gave it. */
  readonly name: string;
  /** Integer from 0; `undefined` for the tag's own counter. */
  readonly step: number | undefined;
  readonly time: EpochTime;
}

/** One number. */
export interface LoggedScalar extends LoggedBase {
  readonly kind: 'scalar';
  readonly value: number;
}

/** A distribution. */
export interface LoggedHistogram extends LoggedBase {
  readonly kind: 'histogram';
  readonly histogram: Histogram;
}

/** A text. */
export interface LoggedText extends LoggedBase {
  readonly kind: 'text';
  readonly text: string;
}

/** A value at a step, checked. */
export type LoggedValue = LoggedScalar | LoggedHistogram | LoggedText;

/** Names and values of params or tags, or a file: what a writer says without a step. Not checked. */
export interface LoggedFact {
  readonly kind: 'params' | 'tags' | 'artifact';
  /** Entries by name, or `name`, `path` and `type` of the file. */
  readonly given: unknown;
  readonly time: EpochTime;
}

/** Everything that a writer passes on. */
export type Logged = LoggedValue | LoggedFact;

/** Where a writer's values go: a run in this process, or the report or endpoint of a client's task. Never throws, never waits. */
export interface LogTarget {
  readonly warnings: Warnings;
  /** The time of a value that is logged now; later than all before. */
  now(): EpochTime;
  log(logged: Logged): void;
  /** Resolves when all that was logged before has left the process (`true`), or the time is over. Never rejects. */
  flush(timeoutSeconds: number): Promise<boolean>;
}

/** What a run or a task has under {@link LOG_TARGET}. */
export interface Loggable {
  /**
   * @param client whose values they are; a task knows that itself
   * @param round round that they belong to; a task knows that itself
   */
  readonly [LOG_TARGET]: (client?: string, round?: number) => LogTarget;
}

/** Under this key a run and a task let writers in, also those of another copy of the package. */
export const LOG_TARGET: unique symbol = Symbol.for('fedotel.log.1') as never;

/** Whether a value is a run or a task that a writer can write to. */
export function isLoggable(value: unknown): value is Loggable {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Loggable>)[LOG_TARGET] === 'function';
}

/** Whether it is a value at a step. */
export function isLoggedValue(logged: Logged): logged is LoggedValue {
  return logged.kind === 'scalar' || logged.kind === 'histogram' || logged.kind === 'text';
}
