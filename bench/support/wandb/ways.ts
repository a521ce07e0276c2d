import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SinkResult } from '../../../exporters/bridge/index.js';
import { createWandbSink } from '../../../exporters/wandb/index.js';
import { OfflineRun, publish } from '../../../exporters/wandb/offline/index.js';
import { runCommand } from '../../../test/support/command.js';
import type { BenchRows } from './rows.js';

const MAIN = fileURLToPath(new URL('../../../cli/main.js', import.meta.url));
/** A bridge hands over so many events at once. */
const BATCH = 500;
/** Bytes that gather before they are written, as in the sink. */
const CHUNK_BYTES = 256 * 1024;

/** What one way took. */
export interface Taken {
  readonly seconds: number;
  /** Of the run's file. */
  readonly bytes: number;
}

/** W&B's own client, from the first `run.log` to the end of the run, without the start of Python. */
export async function logWithClient(python: string, folder: string, { file }: BenchRows): Promise<Taken> {
  await mkdir(folder);
  const env = { HOME: folder, WANDB_ERROR_REPORTING: 'false' };
  const { stdout } = await runCommand(python, ['bench/support/wandb/run_log.py', file, folder], { env });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Taken;
}

/** Our writer given the same rows, until they are on the disk under the run's name. */
export async function writeRows(folder: string, { outputs }: BenchRows): Promise<Taken> {
  const wandb = join(folder, 'wandb');
  await mkdir(wandb, { recursive: true });
  const start = performance.now();
  const run = new OfflineRun({
    target: { id: 'bench', project: 'bench', entity: undefined },
    ...{ folder: wandb, draftName: 'incomplete-bench', written: undefined, warn: () => undefined },
  });
  for (const [index, output] of outputs.entries()) {
    run.take(output);
    if (index % BATCH === 0) await run.ready(CHUNK_BYTES);
  }
  const finished = await run.finish(0);
  if (finished === undefined) throw new Error('nothing was written');
  await publish(wandb, finished.draftName, finished.name);
  return { seconds: (performance.now() - start) / 1000, bytes: await bytesOf(wandb) };
}

/** The sink, from the events of a journal to the run's directory with all its files. */
export async function feedSink(folder: string, { events, journal }: BenchRows): Promise<Taken> {
  await mkdir(folder, { recursive: true });
  const run = { runId: 'bench', stem: 'bench', journal };
  const sink = createWandbSink({ env: { WANDB_MODE: 'offline', WANDB_DIR: folder } });
  const start = performance.now();
  await sink.open({
    ...{ runsDir: folder, stateDir: folder, argument: undefined, perClient: 'keys', warn: () => undefined },
  });
  for (let from = 0; from < events.length; from += BATCH) must(await sink.apply(run, events.slice(from, from + BATCH)));
  must(await sink.flush(run, { closing: true }));
  await sink.close();
  return { seconds: (performance.now() - start) / 1000, bytes: await bytesOf(join(folder, 'wandb')) };
}

/** `fedotel export` with the start of Node.js and the reading of the journal. */
export async function exportJournal(folder: string, { journal }: BenchRows): Promise<Taken> {
  await mkdir(folder, { recursive: true });
  const start = performance.now();
  const env = { WANDB_MODE: 'offline', WANDB_DIR: folder };
  await runCommand(process.execPath, [MAIN, 'export', journal, '--to', 'wandb', '--per-client', 'keys'], { env });
  return { seconds: (performance.now() - start) / 1000, bytes: await bytesOf(join(folder, 'wandb')) };
}

function must(result: SinkResult): void {
  if (result.kind !== 'ok') throw new Error(`the sink: ${result.reason}`);
}

async function bytesOf(wandb: string): Promise<number> {
  const [name = ''] = await readdir(wandb);
  return (await stat(join(wandb, name, 'run-bench.wandb'))).size;
}
