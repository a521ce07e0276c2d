import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runFileStem } from '../../journal/index.js';
import type { RunReference } from '../sink.js';

/** Somebody pressed Stop in a destination's page. Nothing leads from there to the app, so that people are told. */
export interface StopRequest {
  readonly sink: string;
  readonly runId: string;
  /** ISO 8601: when the destination told it. */
  readonly since: string;
}

const FOLDER = 'stop-requests';

/**
 * Keeps on disk that a run was asked to stop, so that `fedotel runs show` can tell.
 *
 * @param stateDir folder of the sink
 * @throws Error (system error) when the disk does not take it
 */
export async function keepStopRequest(sink: string, stateDir: string, run: RunReference): Promise<void> {
  const folder = join(stateDir, FOLDER);
  const path = join(folder, `${runFileStem(run.stem)}.json`);
  const request: StopRequest = { sink, runId: run.runId, since: new Date().toISOString() };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(`${path}.tmp`, `${JSON.stringify(request)}\n`, { mode: 0o600 });
  await rename(`${path}.tmp`, path);
}

/**
 * Every destination in whose page a run was asked to stop; damaged files are passed over.
 *
 * @param runsDir folder of the journals
 * @param stem name of the run's files without ending
 */
export async function findStopRequests(runsDir: string, stem: string): Promise<readonly StopRequest[]> {
  const sinks = join(runsDir, '.state', 'sinks');
  const names = await readdir(sinks).catch(() => []);
  const found = await Promise.all(
    names.sort().map(async (name) => {
      const path = join(sinks, name, FOLDER, `${runFileStem(stem)}.json`);
      return parse(await readFile(path, 'utf8').catch(() => ''));
    }),
  );
  return found.filter((request) => request !== undefined);
}

function parse(text: string): StopRequest | undefined {
  try {
    const value = JSON.parse(text) as Partial<Record<keyof StopRequest, unknown>> | null;
    const whole = [value?.sink, value?.runId, value?.since].every((field) => typeof field === 'string');
    return whole ? (value as StopRequest) : undefined;
  } catch {
    return undefined;
  }
}
