import { readFile } from 'node:fs/promises';
import { keepJson } from '../../sink-parts/index.js';

/** Lines of the two streams of a run. */
export interface LineCounts {
  /** Of `wandb-history.jsonl`: rows. */
  readonly rows: number;
  /** Of `wandb-events.jsonl`: samples. */
  readonly samples: number;
}

/** A run as W&B named it, which is what addresses are made of. */
export interface RemoteRun {
  /** Opaque id of the bucket. */
  readonly bucket: string;
  readonly entity: string;
  readonly project: string;
  readonly name: string;
}

/** What W&B had when it was told that the run is complete. */
export interface Completion extends LineCounts {
  readonly exitCode: number;
  /** Mark of the summary. */
  readonly summary: string;
}

/** What must be remembered of a run, so that after a crash nothing is sent twice or not at all. */
export interface RunPlace {
  /** Server, entity, project and run that this is true for. */
  readonly destination: string;
  readonly run: RemoteRun | undefined;
  /** Lines that W&B has acknowledged. */
  readonly known: LineCounts;
  /** Lines that W&B may have: where the furthest batch ends that was ever under way. */
  readonly underWay: LineCounts;
  /** Alerts that were sent, or may have been. */
  readonly alerts: number;
  /** `name:digest` of the artifacts that W&B has, or will not take. */
  readonly artifacts: readonly string[];
  /** Mark of the config that W&B has. */
  readonly config: string;
  /** Names that the run was last given, as JSON. */
  readonly names: string;
  /** `undefined`: W&B was not told that the run is complete, or more was sent since. */
  readonly completed: Completion | undefined;
  readonly stopped: boolean;
}

/** A run of which nothing is known. */
export function newPlace(destination: string): RunPlace {
  const none = { rows: 0, samples: 0 };
  return {
    destination,
    run: undefined,
    known: none,
    underWay: none,
    alerts: 0,
    artifacts: [],
    config: '',
    names: '',
    completed: undefined,
    stopped: false,
  };
}

/**
 * Reads what is kept of a run.
 *
 * @returns a new place for a file that is missing, damaged or about another destination
 */
export async function readPlace(path: string, destination: string): Promise<RunPlace> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (isPlace(value) && value.destination === destination) return value;
  } catch {
    // As if there were none: W&B is asked what it has.
  }
  return newPlace(destination);
}

/** Keeps a place. @throws Error (system error) when the disk does not take it */
export function writePlace(path: string, place: RunPlace): Promise<void> {
  return keepJson(path, place);
}

function isPlace(value: unknown): value is RunPlace {
  if (typeof value !== 'object' || value === null) return false;
  const { destination, run, known, underWay, alerts, artifacts, config, names, completed, stopped } = value as Partial<
    Record<keyof RunPlace, unknown>
  >;
  return (
    typeof destination === 'string' &&
    (run === undefined || isRun(run)) &&
    isCounts(known) &&
    isCounts(underWay) &&
    Number.isSafeInteger(alerts) &&
    Array.isArray(artifacts) &&
    typeof config === 'string' &&
    typeof names === 'string' &&
    (completed === undefined || isCounts(completed)) &&
    typeof stopped === 'boolean'
  );
}

function isCounts(value: unknown): value is LineCounts {
  if (typeof value !== 'object' || value === null) return false;
  const { rows, samples } = value as Partial<Record<keyof LineCounts, unknown>>;
  return Number.isSafeInteger(rows) && Number.isSafeInteger(samples);
}

function isRun(value: unknown): value is RemoteRun {
  if (typeof value !== 'object' || value === null) return false;
  const { bucket, entity, project, name } = value as Partial<Record<keyof RemoteRun, unknown>>;
  return [bucket, entity, project, name].every((text) => typeof text === 'string');
}
