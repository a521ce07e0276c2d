import { join } from 'node:path';
import type { MlflowServer } from '../../../test/peers/mlflow-server.js';
import { interleave, median } from '../../harness.js';
import { createBareLoop } from './bare-loop.js';
import { exportJournal, trainApp } from './commands.js';
import { feedSink } from './feed-sink.js';
import { type HivewatchApp, startHivewatchApp } from './hivewatch-app.js';
import { createBenchRun } from './run-points.js';
import { countStored } from './stored.js';
import type { TrainingReport } from './training-app.js';

/** How large the runs are, and how often each way brings one to MLflow. */
export interface MlflowSize {
  readonly rounds: number;
  readonly clients: number;
  readonly turns: number;
  /** HiveWatch's call to a server that refuses connections is waited for so long. Seconds. */
  readonly refusedSeconds: number;
}

/** The ways to bring a run to MLflow. */
export type MlflowWay = 'bare' | 'live' | 'backfill' | 'app' | 'hivewatch';

/** What was measured. */
export interface MlflowMeasures {
  /** Different points that MLflow has of a run, by the seconds it took. */
  readonly pointsPerSecond: Readonly<Record<MlflowWay, number>>;
  /** Seconds that the training waits for the call that records an update. */
  readonly blocked: {
    readonly ours: number;
    readonly hivewatch: number;
    /** The same while the server refuses connections. */
    readonly oursRefused: number;
    /** Of one call, no longer than the limit. */
    readonly hivewatchRefused: number;
  };
}

/**
 * Brings runs of one size to a server in every way, in turns; afterwards the server is gone. Each run is a new one in an
 * experiment of its own, and its points are counted there: a way that loses or doubles points has no speed.
 *
 * @param folder for journals
 * @throws Error when MLflow has other points than it should
 */
export async function measureMlflow(server: MlflowServer, folder: string, size: MlflowSize): Promise<MlflowMeasures> {
  const { clients, turns } = size;
  const hivewatch = await startHivewatchApp(server, 'hivewatch', clients);
  try {
    const apps: TrainingReport[] = [];
    const updates: number[] = [];
    const roundsATurn = Math.ceil(size.rounds / turns);
    const secondsAPoint = await interleave(
      {
        ...(await ourWays(server, folder, size, apps)),
        hivewatch: async () => {
          const { seconds, blocked } = await hivewatch.rounds(roundsATurn);
          updates.push(blocked / (roundsATurn * clients));
          const { distinct } = await countStored(server, 'hivewatch');
          return seconds / (distinct / updates.length);
        },
      },
      { rounds: turns, warmUp: 0 },
    );
    const [bare, live, backfill, app, theirs] = (['bare', 'live', 'backfill', 'app', 'hivewatch'] as const).map(
      (way) => 1 / secondsAPoint[way],
    ) as [number, number, number, number, number];
    return {
      pointsPerSecond: { bare, live, backfill, app, hivewatch: theirs },
      blocked: {
        ours: median(apps.map(({ meanMicros }) => meanMicros)) / 1e6,
        hivewatch: median(updates),
        ...(await refused(server, folder, size, hivewatch)),
      },
    };
  } finally {
    await hivewatch.stop();
  }
}

/** Seconds a point of every way but HiveWatch's. */
async function ourWays(server: MlflowServer, folder: string, { rounds, clients }: MlflowSize, apps: TrainingReport[]) {
  const { url } = server;
  const { journal, events, points } = await createBenchRun(join(folder, 'run-1.jsonl'), rounds, clients);
  const bare = createBareLoop(url);
  let runs = 0;
  const counted = (name: string, expected: number | undefined, way: (experiment: string) => Promise<number>) => {
    return async () => {
      const experiment = `${name}-${++runs}`;
      const seconds = await way(experiment);
      const stored = await countStored(server, experiment);
      if (stored.points !== stored.distinct || stored.points !== (expected ?? stored.points)) {
        throw new Error(`${experiment}: expected ${expected} points, got ${JSON.stringify(stored)}`);
      }
      return seconds / stored.points;
    };
  };
  return {
    bare: counted('bare', points.length, (experiment) => bare(experiment, points)),
    live: counted('live', points.length, (experiment) => feedSink(url, experiment, journal, events)),
    backfill: counted('backfill', points.length, (experiment) => exportJournal(url, experiment, journal)),
    app: counted('app', undefined, async (experiment) => {
      const report = await trainApp({ url, experiment, runsDir: join(folder, experiment), rounds, clients });
      if (!report.complete) throw new Error(`${experiment}: MLflow does not have all of the run`);
      apps.push(report);
      return report.seconds;
    }),
  };
}

/** Ends the server. What calls take from then on. */
async function refused(server: MlflowServer, folder: string, size: MlflowSize, hivewatch: HivewatchApp) {
  await server.kill();
  const { url } = server;
  const { rounds, clients, refusedSeconds } = size;
  const app = await trainApp({
    ...{ url, rounds, clients },
    experiment: 'refused',
    runsDir: join(folder, 'refused'),
    waitSeconds: 1,
  });
  if (app.complete) throw new Error('a server that is gone has taken a run');
  const theirs = await hivewatch.updates(1, refusedSeconds);
  return { oursRefused: app.meanMicros / 1e6, hivewatchRefused: theirs?.blocked ?? refusedSeconds };
}
