import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type MlflowServer, startMlflowServer } from '../../../test/peers/mlflow-server.js';
import { median } from '../../harness.js';
import { inBestOrder, runBareLoop } from './bare-loop.js';
import { exportJournal, trainApp } from './commands.js';
import { type HivewatchApp, startHivewatchApp } from './hivewatch-app.js';
import { feedBesideBareLoop } from './live-beside-bare.js';
import type { RequestTimes } from './request-times.js';
import { type BenchRun, createBenchRun } from './run-points.js';
import { processorSeconds } from './server-processor.js';
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

/** The ways to bring a run to MLflow, without the bare loop, which goes beside `live`. The first three bring the long run. */
const TURN = ['live', 'ordered', 'longBackfill', 'shortOrdered', 'backfill', 'app', 'hivewatch'] as const;
type MlflowStep = (typeof TURN)[number];
export type MlflowWay = MlflowStep | 'bare';

/** What was measured. */
export interface MlflowMeasures {
  /** Different points that MLflow has of a run, by the seconds it took; one a turn. */
  readonly pointsPerSecond: Readonly<Record<MlflowWay, readonly number[]>>;
  /** Processor time of the server for a point, seconds, as rounds come and in the best order; one a turn. */
  readonly serverSecondsPerPoint: Readonly<Record<'rounds' | 'ordered', readonly number[]>>;
  /** Of the export of the short run, one a turn. */
  readonly exports: readonly RequestTimes[];
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
  /** Points a second of the bare loop, one a turn. */
  readonly bare: number[];
  readonly server: Record<'rounds' | 'ordered', number[]>;
  readonly exports: RequestTimes[];
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
  const server = { rounds: [], ordered: [] };
  const tools: Tools = { folder, size, run, longRun, ours: [], theirs: [], bare: [], server, exports: [] };
  const speeds = Object.fromEntries(TURN.map((way) => [way, [] as number[]])) as Record<MlflowStep, number[]>;
  let refused = { oursRefused: Number.NaN, hivewatchRefused: Number.NaN };
  for (let turn = 0; turn < size.turns; turn++) {
    const home = join(folder, `server-${turn}`);
    await mkdir(home);
    const peer = await startMlflowServer({ folder: home });
    try {
      const hivewatch = await startHivewatchApp(peer, 'hivewatch', size.clients);
      try {
        const ways = waysTo(peer, hivewatch, tools);
        for (const way of turn % 2 === 0 ? TURN : [...TURN].reverse()) speeds[way].push(await ways[way]());
        if (turn === size.turns - 1) refused = await withoutServer(peer, hivewatch, tools);
      } finally {
        await hivewatch.stop();
      }
    } finally {
      await peer.kill();
    }
  }
  const blocked = { ours: median(tools.ours), hivewatch: median(tools.theirs), ...refused };
  const { bare, exports } = tools;
  return { pointsPerSecond: { ...speeds, bare }, serverSecondsPerPoint: server, exports, blocked };
}

/** The ways to one server; each gives points a second. */
function waysTo(
  server: MlflowServer,
  hivewatch: HivewatchApp,
  tools: Tools,
): Record<MlflowStep, () => Promise<number>> {
  const { url } = server;
  const { folder, run, longRun, size } = tools;
  const { rounds, clients, turns } = size;
  const verify = async (experiment: string, expected: number | undefined) => {
    const stored = await countStored(server, experiment);
    if (stored.points !== stored.distinct || stored.points !== (expected ?? stored.points)) {
      throw new Error(`${experiment}: expected ${expected} points, got ${JSON.stringify(stored)}`);
    }
    return stored.points;
  };
  const counted = (expected: number | undefined, way: (experiment: string) => Promise<number>) => async () => {
    const experiment = newExperiment();
    const seconds = await way(experiment);
    return (await verify(experiment, expected)) / seconds;
  };
  /** Takes down the server's processor time, of so many points. */
  const charged = async <T>(to: number[], points: number, work: () => Promise<T>): Promise<T> => {
    const before = processorSeconds(server);
    const result = await work();
    to.push((processorSeconds(server) - before) / points);
    return result;
  };
  const points = longRun.points.length;
  return {
    live: counted(points, async (live) => {
      const bare = newExperiment();
      const seconds = await charged(tools.server.rounds, 2 * points, () => {
        return feedBesideBareLoop(url, { live, bare }, longRun);
      });
      tools.bare.push((await verify(bare, points)) / seconds.bare);
      return seconds.live;
    }),
    ordered: counted(points, (experiment) => {
      return charged(tools.server.ordered, points, () => runBareLoop(url, experiment, inBestOrder(longRun.points)));
    }),
    longBackfill: counted(points, async (experiment) => {
      return (await exportJournal(url, experiment, longRun.journal)).seconds;
    }),
    shortOrdered: counted(run.points.length, (experiment) => runBareLoop(url, experiment, inBestOrder(run.points))),
    backfill: counted(run.points.length, async (experiment) => {
      const { seconds, requests } = await exportJournal(url, experiment, run.journal);
      tools.exports.push(requests);
      return seconds;
    }),
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

function newExperiment(): string {
  return `bench-${Math.random().toString(36).slice(2)}`;
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
