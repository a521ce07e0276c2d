import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SequencedEvent, Sink } from '../../../../exporters/bridge/index.js';
import { createMlflowSink } from '../../../../exporters/mlflow/index.js';
import { RunFold } from '../../../../exporters/mlflow/sink/run-fold.js';
import type { PerClientMode } from '../../../../exporters/projection/index.js';
import { type FakeMlflow, type FakeMlflowOptions, startFakeMlflow } from '../../../support/fake-mlflow/fake-mlflow.js';
import type { FakeRun } from '../../../support/fake-mlflow/types.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

export { eventsOf, FULL, fullRun, sequenced } from '../../../support/journal-events.js';

/** A sink on a fake MLflow, with folders of its own. */
export interface Rig {
  readonly fake: FakeMlflow;
  readonly folder: string;
  readonly stateDir: string;
  readonly warnings: string[];
  /** Opens a sink on the rig's state; an earlier one is left as it is, as if its process had been killed. */
  open(options?: {
    readonly perClient?: PerClientMode;
    readonly stateDir?: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly artifactRoots?: readonly string[];
  }): Promise<Sink>;
  end(): Promise<void>;
}

export async function createRig(options: FakeMlflowOptions = {}): Promise<Rig> {
  const fake = await startFakeMlflow(options);
  const folder = temporaryFolder('mlflow-sink');
  const stateDir = join(folder.path, 'state');
  const warnings: string[] = [];
  const sinks: Sink[] = [];
  return {
    fake,
    folder: folder.path,
    stateDir,
    warnings,
    async open({ perClient, stateDir: other, env, artifactRoots } = {}) {
      const variables = { MLFLOW_TRACKING_URI: fake.url, HOME: folder.path, ...env };
      const sink = createMlflowSink({ env: variables, uncertainSeconds: 0.3 });
      mkdirSync(other ?? stateDir, { recursive: true });
      await sink.open({
        runsDir: folder.path,
        stateDir: other ?? stateDir,
        argument: undefined,
        perClient,
        artifactRoots,
        warn: (text) => warnings.push(text),
      });
      sinks.push(sink);
      return sink;
    },
    async end() {
      for (const sink of sinks) await sink.close();
      await fake.stop();
      folder.remove();
    },
  };
}

/** What a journal's points are: `key step time value`, with the client before it where it has a run of its own. Sorted. */
export function expectedPoints(events: readonly SequencedEvent[], perClient: PerClientMode = 'auto'): string[] {
  const fold = new RunFold(perClient);
  const points: string[] = [];
  for (const { event } of events) {
    fold.apply(event, ({ name, step, timeMillis, value }) => {
      points.push(`${name.child ?? ''} ${name.key} ${step} ${timeMillis} ${value}`);
    });
  }
  return points.sort();
}

/** What the fake has: as {@link expectedPoints}. */
export function storedPoints(fake: FakeMlflow): string[] {
  return [...fake.store.runs.values()]
    .flatMap((run) =>
      [...run.points.values()].flatMap((points) =>
        [...points.values()].map(({ key, step, timestamp, value }) => {
          return `${run.tags.get('fl.client.id') ?? ''} ${key} ${step} ${timestamp} ${value}`;
        }),
      ),
    )
    .sort();
}

/** The only run that is no client's. */
export function mainRun(fake: FakeMlflow): FakeRun {
  const runs = [...fake.store.runs.values()].filter((run) => !run.tags.has('fl.client.id'));
  const [run] = runs;
  if (run === undefined || runs.length > 1) throw new Error(`expected one run, got ${runs.length}`);
  return run;
}

/** Lines of the files of points that were set aside. */
export function refusedLines(stateDir: string): readonly { key: string; step: number; reason: string }[] {
  return readdirSync(stateDir)
    .filter((name) => name.endsWith('.refused.jsonl'))
    .flatMap((name) => readFileSync(join(stateDir, name), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line));
}

/** Requests that carried points. */
export function pointRequests(fake: FakeMlflow): number {
  return fake.seen.filter(({ request, body }) => request.endsWith('/log-batch') && body.includes('"metrics"')).length;
}
