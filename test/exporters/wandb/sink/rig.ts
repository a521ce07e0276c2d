import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunReference, SequencedEvent, Sink, SinkResult } from '../../../../exporters/bridge/index.js';
import type { JournalEvent } from '../../../../exporters/journal/events.js';
import { encodeLine } from '../../../../exporters/journal/index.js';
import { createWandbSink } from '../../../../exporters/wandb/index.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { itemsOf, readWandbFile, type WandbRecord } from '../../../support/wandb-file.js';
import { sequenced } from '../support.js';

/** A sink with folders of its own. */
export interface Rig {
  readonly folder: string;
  /** The folder `wandb`. */
  readonly wandb: string;
  readonly stateDir: string;
  readonly warnings: string[];
  /** Opens a sink on the rig's state; an earlier one is left as it is, as if its process had been killed. */
  open(options?: {
    readonly env?: NodeJS.ProcessEnv;
    readonly perClient?: string;
    readonly argument?: string;
    readonly artifactRoots?: readonly string[];
  }): Promise<Sink>;
  /** Writes a journal and gives it to a sink, as the bridge would. */
  deliver(sink: Sink, events: readonly JournalEvent[]): Promise<RunReference>;
  /** Names of directories that are whole. */
  directories(): string[];
  end(): Promise<void>;
}

export function createRig(): Rig {
  const folder = temporaryFolder('wandb-sink');
  const stateDir = join(folder.path, 'state');
  const wandb = join(folder.path, 'wandb');
  const warnings: string[] = [];
  const sinks: Sink[] = [];
  return {
    folder: folder.path,
    wandb,
    stateDir,
    warnings,
    async open({ env, perClient, argument, artifactRoots } = {}) {
      const variables = { WANDB_MODE: 'offline', WANDB_DIR: folder.path, ...env };
      const sink = createWandbSink({ env: variables, home: folder.path, lateSeconds: 0.1 });
      mkdirSync(stateDir, { recursive: true });
      await sink.open({
        ...{ runsDir: folder.path, stateDir, argument, perClient, artifactRoots },
        warn: (text) => warnings.push(text),
      });
      sinks.push(sink);
      return sink;
    },
    async deliver(sink, events) {
      const runId = events[0]?.run_id ?? '';
      const journal = join(folder.path, `${runId}.jsonl`);
      writeFileSync(journal, events.map((event) => `${encodeLine(event)}\n`).join(''));
      const run = { runId, stem: runId, journal };
      const some: readonly SequencedEvent[] = sequenced(events);
      for (let from = 0; from < some.length; from += 5) {
        const result = await sink.apply(run, some.slice(from, from + 5));
        if (result.kind !== 'ok') throw new Error(`${result.kind}: ${result.reason}`);
      }
      return run;
    },
    directories: () => (existsSync(wandb) ? readdirSync(wandb).filter((name) => name.startsWith('offline-run-')) : []),
    async end() {
      for (const sink of sinks) await sink.close();
      folder.remove();
    },
  };
}

/** The records of a directory. */
export function recordsOf(rig: Rig, name: string): WandbRecord[] {
  const id = name.replace(/^offline-run-\d{8}_\d{6}-/, '');
  return readWandbFile(join(rig.wandb, name, `run-${id}.wandb`));
}

/** Rows of a directory, values as JSON texts. */
export function rowsIn(rig: Rig, name: string): Record<string, string>[] {
  return recordsOf(rig, name)
    .filter(({ field }) => field === 2)
    .map(({ message }) => Object.fromEntries(itemsOf(message)));
}

/** The exit code of a directory; `undefined`: it has no end. */
export function exitCodeOf(rig: Rig, name: string): number | undefined {
  const exit = recordsOf(rig, name).find(({ field }) => field === 18);
  return exit === undefined ? undefined : Number(exit.message.get(1)?.[0] ?? 0);
}

/** A result that must be good. */
export async function ok(result: Promise<SinkResult>): Promise<void> {
  const { kind, ...rest } = await result;
  if (kind !== 'ok') throw new Error(`${kind}: ${JSON.stringify(rest)}`);
}
