import { join } from 'node:path';
import {
  createOnlineWriter,
  createWandbApi,
  type OnlineWriterOptions,
} from '../../../../exporters/wandb/online/index.js';
import { readWandbSettings } from '../../../../exporters/wandb/settings/index.js';
import type { RunWriter } from '../../../../exporters/wandb/sink/run-writer.js';
import type {
  AlertOutput,
  ArtifactOutput,
  HistoryOutput,
  MetricOutput,
  RunOutput,
  WandbOutput,
} from '../../../../exporters/wandb/types.js';
import { type FakeWandb, type FakeWandbOptions, startFakeWandb } from '../../../support/fake-wandb/fake-wandb.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { until } from '../../../support/until.js';

/** Start of the runs of these tests. */
export const START = Date.UTC(2026, 0, 1);

/** A server and writers to it, for one test after the other. */
export interface Harness {
  readonly fake: FakeWandb;
  readonly folder: string;
  readonly warnings: string[];
  /** Times that a user's Stop was told. */
  readonly stops: string[];
  /** A writer of run `run1`; the same state file every time. */
  open(options?: Partial<OnlineWriterOptions>): RunWriter;
  end(): Promise<void>;
}

/** Starts a server. Waits are short. */
export async function startHarness(serving: FakeWandbOptions = {}): Promise<Harness> {
  const fake = await startFakeWandb(serving);
  const folder = temporaryFolder('wandb-online');
  const warnings: string[] = [];
  const stops: string[] = [];
  const open: RunWriter[] = [];
  const apis = new Set<{ close(): void }>();
  return {
    fake,
    folder: folder.path,
    warnings,
    stops,
    open(options = {}) {
      const env = { WANDB_API_KEY: fake.key, WANDB_BASE_URL: fake.url, WANDB_HTTP_TIMEOUT: '5' };
      const api = options.api ?? createWandbApi(readWandbSettings({}, { env, home: folder.path }));
      apis.add(api);
      const writer = createOnlineWriter({
        target: { id: 'run1', project: 'digits', entity: undefined },
        fold: 'journal-auto',
        stateFile: join(folder.path, 'run1.json'),
        warn: (text) => warnings.push(text),
        progress: () => undefined,
        stopped: () => stops.push('stopped'),
        timing: { intervalSeconds: 0.01, heartbeatSeconds: 60, firstRetrySeconds: 0.01, lastRetrySeconds: 0.05 },
        ...options,
        api,
      });
      open.push(writer);
      return writer;
    },
    async end() {
      for (const api of apis) api.close();
      await Promise.all(open.map((writer) => writer.close()));
      await fake.stop();
      folder.remove();
    },
  };
}

/** What a run begins with. */
export function runOutput(more: Partial<RunOutput> = {}): RunOutput {
  return {
    kind: 'run',
    displayName: 'first',
    group: undefined,
    jobType: 'server',
    notes: undefined,
    tags: ['fl'],
    config: { lr: 0.1, nested: { names: ['a'] }, seed: null },
    startMillis: START,
    ...more,
  };
}

/** Definition of a key over `round`. */
export function metricOutput(name: string, stepMetric: string | undefined = 'round'): MetricOutput {
  return { kind: 'metric', name, stepMetric, summary: [], hidden: false };
}

/** Row number `step`, a second after the one before. */
export function rowOutput(
  step: number,
  values: Readonly<Record<string, number | string | bigint | null>> = {},
): HistoryOutput {
  const all = Object.entries({ round: step, 'round/loss': 1 / (step + 1), ...values });
  return { kind: 'history', step, timeMillis: START + (step + 1) * 1000, values: new Map(all) };
}

/** A drop-out that has just happened. */
export function alertOutput(title: string, timeMillis = Date.now()): AlertOutput {
  return { kind: 'alert', title, text: 'why', level: 'WARN', timeMillis };
}

/** An artifact of one file. */
export function artifactOutput(name: string, text: string): ArtifactOutput {
  const files = [{ name: 'map.json', source: { contents: Buffer.from(text) } }];
  return { kind: 'artifact', name, type: 'map', description: undefined, metadata: {}, aliases: [], files };
}

/** Flushes a writer until everything is there. @throws Error when it is refused, or it takes far too long */
export async function bring(writer: RunWriter, finish = true): Promise<void> {
  await until('everything is there', async () => {
    const result = await writer.flush({ finish });
    if (result.kind !== 'ok' && result.kind !== 'retry') throw new Error(result.reason);
    return result.kind === 'ok';
  });
}

/** A run of so many rows from its beginning, without an end. */
export function beginning(rows: number): WandbOutput[] {
  const lines = Array.from({ length: rows }, (_, step) => rowOutput(step));
  return [runOutput(), metricOutput('round', undefined), metricOutput('round/loss'), ...lines];
}

/** The end of a run of so many rows. */
export function ending(rows: number, exitCode = 0): WandbOutput[] {
  return [
    { kind: 'summary', values: { round: rows - 1, 'round/loss': 1 / rows, 'best/accuracy': 0.9 } },
    { kind: 'end', exitCode, complete: true, runtimeSeconds: rows + 0.5 },
  ];
}
