import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { MlflowMetric } from '../../../exporters/mlflow/api/index.js';
import { type MlflowServer, startMlflowServer } from '../../../test/peers/mlflow-server.js';
import { median } from '../../harness.js';
import { createBareLoop } from './bare-loop.js';
import { exportJournal, trainApp } from './commands.js';
import { feedSink } from './feed-sink.js';
import { type HivewatchApp, startHivewatchApp } from './hivewatch-app.js';
import { type BenchRun, createBenchRun } from './run-points.js';
import { countStored } from './stored.js';

/** How large the runs are, and how often each way brings one to MLflow. */
export interface MlflowSize {
  /** Of the app, and of what is exported for the comparison with HiveWatch. */
  readonly rounds: number;
  readonly clients: number;
  /** Of the run that is compared with the bare loop. */
  readonly longRounds: number;
  readonly longClients: number;
  readonly turns: number;
  /** HiveWatch's call to a server that refuses connections is waited for so long. Seconds. */
  readonly refusedSeconds: number;
}

/** The ways to bring a run to MLflow; the first four bring the long one. */
export const MLFLOW_WAYS = [
  'bare',
  'ordered',
  'live',
  'longBackfill',
  'shortOrdered',
  'backfill',
  'app',
  'hivewatch',
] as const;
export type MlflowWay = (typeof MLFLOW_WAYS)[number];

/** What was measured. */
export interface MlflowMeasures {
  /** Different points that MLflow has of a run, by the seconds it took; one a turn. */
  readonly pointsPerSecond: Readonly<Record<MlflowWay, readonly number[]>>;
  /** Seconds that the training waits for the call that records an update, medians. */
  readonly blocked: {
    readonly ours: number;
    readonly hivewatch: number;
    /** The same while the server refuses connections. */
    readonly oursRefused: number;
    /** Of one call, no longer than the limit. */
    readonly hivewatchRefused: number;
  };
}

/** What all turns share. */
interface Tools {
  readonly folder: string;
  readonly size: MlflowSize;
  readonly run: BenchRun;
  readonly longRun: BenchRun;
  /** Seconds of a call in the app and in HiveWatch's, one a turn. */
  readonly ours: number[];
  readonly theirs: number[];
}

/**
 * Brings runs to MLflow in every way, in turns of alternating order. Each turn has a new server, because one with many
 * runs of the same keys is slower; each run is a new one in an experiment of its own, and its points are counted there: a
 * way that loses or doubles points has no speed.
 *
 * @param folder for servers and journals
 * @throws Error when a server does not start, or has other points than it should
 */
export async function measureMlflow(folder: string, size: MlflowSize): Promise<MlflowMeasures> {
  const run = await createBenchRun(join(folder, 'short', 'run-1.jsonl'), size.rounds, size.clients);
  const longRun = await createBenchRun(join(folder, 'long', 'run-1.jsonl'), size.longRounds, size.longClients);
  const tools: Tools = { folder, size, run, longRun, ours: [], theirs: [] };
  const speeds = Object.fromEntries(MLFLOW_WAYS.map((way) => [way, [] as number[]])) as Record<MlflowWay, number[]>;
  let refused = { oursRefused: Number.NaN, hivewatchRefused: Number.NaN };
  for (let turn = 0; turn < size.turns; turn++) {
    const home = join(folder, `server-${turn}`);
    await mkdir(home);
    const server = await startMlflowServer({ folder: home });
    try {
      const hivewatch = await startHivewatchApp(server, 'hivewatch', size.clients);
      try {
        const ways = waysTo(server, hivewatch, tools);
        for (const way of turn % 2 === 0 ? MLFLOW_WAYS : [...MLFLOW_WAYS].reverse())
          speeds[way].push(await ways[way]());
        if (turn === size.turns - 1) refused = await withoutServer(server, hivewatch, tools);
      } finally {
        await hivewatch.stop();
      }
    } finally {
      await server.kill();
    }
  }
  const blocked = { ours: median(tools.ours), hivewatch: median(tools.theirs), ...refused };
  return { pointsPerSecond: speeds, blocked };
}

/** The ways to one server; each gives points a second. */
function waysTo(server: MlflowServer, hivewatch: HivewatchApp, tools: Tools): Record<MlflowWay, () => Promise<number>> {
  const { url } = server;
  const { folder, run, longRun, size } = tools;
  const { rounds, clients, turns } = size;
  const bare = createBareLoop(url);
  const counted = (expected: number | undefined, way: (experiment: string) => Promise<number>) => async () => {
    const experiment = `bench-${Math.random().toString(36).slice(2)}`;
    const seconds = await way(experiment);
    const stored = await countStored(server, experiment);
    if (stored.points !== stored.distinct || stored.points !== (expected ?? stored.points)) {
      throw new Error(`${experiment}: expected ${expected} points, got ${JSON.stringify(stored)}`);
    }
    return stored.points / seconds;
  };
  return {
    bare: counted(longRun.points.length, (experiment) => bare(experiment, longRun.points)),
    ordered: counted(longRun.points.length, (experiment) => bare(experiment, inOrderOfKeys(longRun.points))),
    live: counted(longRun.points.length, (experiment) => feedSink(url, experiment, longRun.journal, longRun.events)),
    longBackfill: counted(longRun.points.length, (experiment) => exportJournal(url, experiment, longRun.journal)),
    shortOrdered: counted(run.points.length, (experiment) => bare(experiment, inOrderOfKeys(run.points))),
    backfill: counted(run.points.length, (experiment) => exportJournal(url, experiment, run.journal)),
    app: counted(undefined, async (experiment) => {
      const report = await trainApp({ url, experiment, runsDir: join(folder, experiment), rounds, clients });
      if (!report.complete) throw new Error(`${experiment}: MLflow does not have all of the run`);
      tools.ours.push(report.meanMicros / 1e6);
      return report.seconds;
    }),
    hivewatch: async () => {
      // It is slow and even: all turns together are one run.
      const count = Math.ceil(rounds / turns);
      const { seconds, blocked } = await hivewatch.rounds(count);
      tools.theirs.push(blocked / (count * clients));
      return (await countStored(server, 'hivewatch')).distinct / seconds;
    },
  };
}

/** The same points, so that a request of them has as few keys as can be. */
function inOrderOfKeys(points: readonly MlflowMetric[]): readonly MlflowMetric[] {
  return [...points].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** Ends the server. @returns what calls take from then on */
async function withoutServer(server: MlflowServer, hivewatch: HivewatchApp, { folder, size }: Tools) {
  await server.kill();
  const { rounds, clients, refusedSeconds } = size;
  const runsDir = join(folder, 'refused');
  const app = await trainApp({ url: server.url, experiment: 'refused', runsDir, rounds, clients, waitSeconds: 1 });
  if (app.complete) throw new Error('a server that is gone has taken a run');
  const theirs = await hivewatch.updates(1, refusedSeconds);
  return { oursRefused: app.meanMicros / 1e6, hivewatchRefused: theirs?.blocked ?? refusedSeconds };
}
