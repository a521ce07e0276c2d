import { readFile } from 'node:fs/promises';
import type { PerClientMode } from '../../projection/types.js';
import { keepJson } from '../../sink-parts/index.js';

/** Points that were cut into requests; the cut is kept on disk before the first of them is sent. */
export interface FrozenPlan {
  /** Points, from {@link RunPlace.place} on. */
  readonly size: number;
  /** Each NaN has a request of its own. */
  readonly nanApart: boolean;
  /** Requests that were answered, from the first on. There may be more. */
  readonly done: number;
  /** A request was divided: whether one of its points is there says nothing about the others. */
  readonly divided: boolean;
}

/** What must be remembered of a run, so that after a crash nothing is sent twice or not at all. */
export interface RunPlace {
  readonly runId: string;
  /** Server and experiment that this is true for, without credentials. */
  readonly destination: string;
  /** Version of the code that numbered the points: another one may number them in another way. */
  readonly version: string;
  /** Of the journal's first event: another one is another journal. */
  readonly head: string;
  readonly experimentId: string;
  readonly mlflowRunId: string;
  readonly perClient: PerClientMode;
  /** Points that MLflow has, from the first on. */
  readonly place: number;
  /** Byte offset in the journal that it had at least when this was written: a shorter one was replaced. */
  readonly sequence: number;
  readonly plan: FrozenPlan | undefined;
  /** Point up to which MLflow may have some out of order, because a plan was given up; `undefined`: none. */
  readonly uncertainUntil?: number | undefined;
  /** Byte offsets at which what was held back for missing data was sent without them. */
  readonly settledAt: readonly number[];
  /** Byte offset that the run was completed at: status, files. */
  readonly completedAt: number | undefined;
}

/** Reads what is kept. @returns `undefined` for a file that is missing or damaged: then MLflow is asked what it has */
export async function readPlace(path: string): Promise<RunPlace | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isPlace(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Keeps a place; a reader, also after a crash, sees the old one or this one.
 *
 * @throws Error (system error) when the disk does not take it
 */
export function writePlace(path: string, place: RunPlace): Promise<void> {
  return keepJson(path, place);
}

function isPlace(value: unknown): value is RunPlace {
  if (typeof value !== 'object' || value === null) return false;
  const { plan, ...fields } = value as Partial<Record<keyof RunPlace, unknown>>;
  const texts = [fields.runId, fields.destination, fields.version, fields.head, fields.experimentId];
  const numbers = [fields.place, fields.sequence];
  return (
    [...texts, fields.mlflowRunId, fields.perClient].every((text) => typeof text === 'string') &&
    numbers.every((number) => Number.isSafeInteger(number)) &&
    Array.isArray(fields.settledAt) &&
    (fields.uncertainUntil === undefined || Number.isSafeInteger(fields.uncertainUntil)) &&
    (plan === undefined || isPlan(plan))
  );
}

function isPlan(value: unknown): value is FrozenPlan {
  if (typeof value !== 'object' || value === null) return false;
  const { size, nanApart, done, divided } = value as Partial<Record<keyof FrozenPlan, unknown>>;
  return (
    Number.isSafeInteger(size) &&
    Number.isSafeInteger(done) &&
    typeof nanApart === 'boolean' &&
    typeof divided === 'boolean'
  );
}
