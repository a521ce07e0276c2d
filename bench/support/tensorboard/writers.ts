import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { SequencedEvent, SinkResult } from '../../../exporters/bridge/index.js';
import { EventFile } from '../../../exporters/tensorboard/files/event-file.js';
import { createTensorboardSink } from '../../../exporters/tensorboard/index.js';
import { ScalarTags } from '../../../exporters/tensorboard/names/tags.js';
import { writeFileVersion, writeScalars } from '../../../exporters/tensorboard/records/events.js';
import { runCommand } from '../../../test/support/command.js';
import type { BenchRun, Point } from './run-points.js';

const MAIN = fileURLToPath(new URL('../../../cli/main.js', import.meta.url));
const SCRIPT = 'bench/support/tensorboard/python_writer.py';
/** A bridge hands over so many events at once. */
const BATCH = 500;

/** Python's writer with the points in memory, waiting for folders to write them to. */
export interface PythonWriter {
  /** Writes all points below a folder. @returns seconds */
  write(logdir: string): Promise<number>;
  stop(): Promise<void>;
}

/** Starts Python, which has read the points when this returns. */
export async function startPythonWriter(python: string, file: string, points: readonly Point[]): Promise<PythonWriter> {
  await writeFile(file, JSON.stringify(points));
  const child = spawn(python, [SCRIPT, file], { stdio: ['pipe', 'pipe', 'ignore'] });
  const exit = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`${SCRIPT} ended`);
    return value;
  };
  await next();
  return {
    async write(logdir) {
      child.stdin.write(`${logdir}\n`);
      return Number(await next());
    },
    async stop() {
      child.stdin.end();
      await exit;
    },
  };
}

/** Writes points as Python's writer does, one record each, with our encoder. @returns seconds */
export async function writeRecords(logdir: string, points: readonly Point[]): Promise<number> {
  const start = performance.now();
  const tags = new ScalarTags();
  const files = new Map<string, EventFile>();
  for (const [folder, tag, step, seconds, value] of points) {
    let file = files.get(folder);
    if (file === undefined) {
      file = new EventFile(join(logdir, folder, 'events.out.tfevents.0000000000.fedotel'));
      writeFileVersion(file.pending, seconds * 1000);
      files.set(folder, file);
    }
    writeScalars(file.pending, seconds * 1000, step, [{ tag: tags.of(tag), described: false, value }]);
  }
  for (const file of files.values()) await file.write();
  return (performance.now() - start) / 1000;
}

/** Feeds the sink the events as a bridge does, until all are in its files and on the disk. @returns seconds */
export async function feedSink(folder: string, events: readonly SequencedEvent[]): Promise<number> {
  await mkdir(folder, { recursive: true });
  const must = (result: SinkResult) => {
    if (result.kind !== 'ok') throw new Error(`the sink: ${result.reason}`);
  };
  const run = { runId: 'run-1', stem: 'run-1' };
  const sink = createTensorboardSink({ env: {} });
  const start = performance.now();
  await sink.open({ runsDir: folder, stateDir: folder, argument: undefined, perClient: 'keys', warn: () => undefined });
  for (let from = 0; from < events.length; from += BATCH) must(await sink.apply(run, events.slice(from, from + BATCH)));
  must(await sink.flush(run, { closing: true }));
  await sink.close();
  return (performance.now() - start) / 1000;
}

/** `fedotel export` with the start of Node.js and the reading of the journal. @returns seconds */
export async function exportJournal(folder: string, { journal }: BenchRun): Promise<number> {
  const start = performance.now();
  const args = [MAIN, 'export', journal, '--to', `tensorboard=${folder}`, '--per-client', 'keys'];
  await runCommand(process.execPath, args);
  return (performance.now() - start) / 1000;
}
