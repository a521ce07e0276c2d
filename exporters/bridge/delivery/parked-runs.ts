import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runFileStem } from '../../journal/index.js';
import type { RunReference } from '../sink.js';

/** A run that a destination takes nothing of until somebody changes something. */
export interface ParkedRun {
  readonly sink: string;
  readonly runId: string;
  /** One line: what is wrong, and what to do. */
  readonly reason: string;
  /** ISO 8601. */
  readonly since: string;
}

/** The parked runs of one sink, kept on disk so that `fedotel runs show` can tell. */
export interface ParkedRuns {
  /** Keeps why a run is parked. A disk that does not take it is no reason to go on: the run is parked all the same. */
  add(run: RunReference, reason: string): Promise<void>;
  /** The run is delivered again. */
  remove(run: RunReference): Promise<void>;
}

const FOLDER = 'parked';

class ParkedRunFiles implements ParkedRuns {
  constructor(
    readonly sink: string,
    readonly folder: string,
  ) {}

  async add(run: RunReference, reason: string): Promise<void> {
    const path = this.#path(run);
    const parked: ParkedRun = { sink: this.sink, runId: run.runId, reason, since: new Date().toISOString() };
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await writeFile(`${path}.tmp`, `${JSON.stringify(parked)}\n`, { mode: 0o600 });
      await rename(`${path}.tmp`, path);
    } catch {
      // Said by the runner in any case.
    }
  }

  async remove(run: RunReference): Promise<void> {
    await rm(this.#path(run), { force: true }).catch(() => undefined);
  }

  #path({ stem }: RunReference): string {
    return join(this.folder, `${runFileStem(stem)}.json`);
  }
}

/** @param stateDir folder of the sink */
export function createParkedRuns(sink: string, stateDir: string): ParkedRuns {
  return new ParkedRunFiles(sink, join(stateDir, FOLDER));
}

/**
 * Every destination that has parked a run, by what the bridges on a folder left there; damaged files are passed over.
 *
 * @param runsDir folder of the journals
 * @param stem name of the run's files without ending
 */
export async function findParked(runsDir: string, stem: string): Promise<readonly ParkedRun[]> {
  const sinks = join(runsDir, '.state', 'sinks');
  const names = await readdir(sinks).catch(() => []);
  const found = await Promise.all(
    names.sort().map(async (name) => {
      const path = join(sinks, name, FOLDER, `${runFileStem(stem)}.json`);
      return parse(await readFile(path, 'utf8').catch(() => ''));
    }),
  );
  return found.filter((parked) => parked !== undefined);
}

function parse(text: string): ParkedRun | undefined {
  try {
    const value = JSON.parse(text) as Partial<Record<keyof ParkedRun, unknown>>;
    const { sink, runId, reason, since } = value;
    const whole = [sink, runId, reason, since].every((field) => typeof field === 'string');
    return whole ? (value as ParkedRun) : undefined;
  } catch {
    return undefined;
  }
}
