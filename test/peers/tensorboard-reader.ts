import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { runCommand } from '../support/command.js';
import { pythonPeer } from './python.js';

const SCRIPT = 'test/peers/python/tensorboard_read.py';

type Point = readonly [step: number, seconds: number, value: string];

/** A folder of event files as TensorBoard's own reader sees it. */
export interface ReadFolder {
  /** Values as Python writes them. */
  readonly scalars: Readonly<Record<string, readonly Point[]>>;
  readonly texts: Readonly<Record<string, readonly Point[]>>;
  readonly histograms: Readonly<Record<string, readonly (readonly unknown[])[]>>;
  readonly descriptions: Readonly<Record<string, string>>;
}

/** Folders by their path below the one that was read. */
export type ReadLogdir = Readonly<Record<string, ReadFolder>>;

/** Reads everything below a folder. */
export async function readLogdir(logdir: string): Promise<ReadLogdir> {
  const { python } = await pythonPeer('tensorboard');
  const { stdout } = await runCommand(python, [SCRIPT, logdir]);
  return JSON.parse(stdout) as ReadLogdir;
}

/** A TensorBoard reader that goes on with what it has read, as the one behind TensorBoard's page does. */
export interface Watcher {
  /** Looks for what is new. */
  look(): Promise<void>;
  /** Looks for the last time. @returns everything it ever saw */
  finish(): Promise<ReadLogdir>;
}

export async function startWatcher(logdir: string): Promise<Watcher> {
  const { python } = await pythonPeer('tensorboard');
  const child = spawn(python, [SCRIPT, logdir, '--watch'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`${SCRIPT} ended`);
    return value;
  };
  return {
    async look() {
      child.stdin.write('\n');
      await next();
    },
    async finish() {
      const gone = once(child, 'exit');
      child.stdin.end();
      const read = JSON.parse(await next()) as ReadLogdir;
      await gone;
      return read;
    },
  };
}

/** The scalars of a run as `expectedScalars` has them: `client|tag|step|seconds|value`, sorted. */
export function scalarsOf(read: ReadLogdir, run: string): string[] {
  const prefix = `${run}/`;
  return Object.entries(read)
    .filter(([folder]) => folder === run || folder.startsWith(prefix))
    .flatMap(([folder, { scalars }]) => {
      const client = decodeURIComponent(folder.slice(prefix.length));
      return Object.entries(scalars).flatMap(([tag, points]) =>
        points.map(([step, seconds, value]) => [client, tag, step, seconds, numberOf(value)].join('|')),
      );
    })
    .sort();
}

/** A number as Python writes it. */
function numberOf(value: string): number {
  return { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY }[value] ?? Number(value);
}
