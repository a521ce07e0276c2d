import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MlflowServer, startMlflowServer } from '../test/peers/mlflow-server.js';
import type { Benchmark, Figure, Figures } from './harness.js';
import { type MlflowMeasures, type MlflowSize, type MlflowWay, measureMlflow } from './support/mlflow/measure.js';
import { FIELDS } from './support/updates.js';

const SIZE: MlflowSize = { rounds: 20, clients: 50, turns: 3, refusedSeconds: 15 };

/** What bringing runs to a real MLflow costs, and what it costs the training. */
export const mlflow: Benchmark = {
  name: 'mlflow',
  about: `${SIZE.rounds} rounds of ${SIZE.clients} clients with ${FIELDS} fields to a real MLflow server, HiveWatch beside`,
  async run(): Promise<Figures> {
    const folder = await mkdtemp(join(tmpdir(), 'fedotel-bench-'));
    try {
      const server = await serverOrNone(join(folder, 'server'));
      if (server === undefined) return {};
      const measures = await measureMlflow(server, folder, SIZE).finally(() => server.kill());
      return mlflowFigures(measures, SIZE);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

/** Without MLflow there are no figures of this benchmark; the others shall be measured all the same. */
async function serverOrNone(folder: string): Promise<MlflowServer | undefined> {
  await mkdir(folder);
  try {
    return await startMlflowServer({ folder });
  } catch (error) {
    process.stderr.write(`mlflow: left out: ${String(error)}\n`);
    return undefined;
  }
}

/** The figures of what was measured. */
export function mlflowFigures({ pointsPerSecond: speed, blocked }: MlflowMeasures, size: MlflowSize): Figures {
  const of = (way: MlflowWay, other: MlflowWay, goal: number, what: string): Figure => {
    return { value: speed[way] / speed[other], unit: '×', what, goal: { kind: 'atLeast', value: goal } };
  };
  const rate = (way: MlflowWay, what: string): Figure => ({ value: speed[way], unit: 'points/s', what });
  const micros = (seconds: number, what: string): Figure => ({ value: seconds * 1e6, unit: 'µs', what });
  const capped = blocked.hivewatchRefused >= size.refusedSeconds ? `, given up after ${size.refusedSeconds} s` : '';
  return {
    'mlflow.liveOfBare': of('live', 'bare', 0.9, 'the sink, a round at a time, against a bare loop of log-batch calls'),
    'mlflow.backfillOfBare': of('backfill', 'bare', 2, 'fedotel export, with all the run’s files, against that loop'),
    'mlflow.liveOfHivewatch': of('app', 'hivewatch', 5, 'an app with an embedded bridge against one with HiveWatch'),
    'mlflow.backfillOfHivewatch': of('backfill', 'hivewatch', 10, 'fedotel export against an app with HiveWatch'),
    'mlflow.barePointsPerSecond': rate('bare', 'the bare loop, 1,000 points a call'),
    'mlflow.livePointsPerSecond': rate('live', 'the sink, a round at a time'),
    'mlflow.backfillPointsPerSecond': rate('backfill', 'fedotel export'),
    'mlflow.appPointsPerSecond': rate('app', 'the app, until MLflow has all'),
    'mlflow.hivewatchPointsPerSecond': rate(
      'hivewatch',
      'HiveWatch’s MLflowEmitter, a point that comes twice counted once',
    ),
    'mlflow.blockedMicros': micros(blocked.ours, 'the training waits for a call that records an update'),
    'mlflow.blockedMicrosRefused': micros(blocked.oursRefused, 'the same while MLflow refuses connections'),
    'mlflow.hivewatchBlockedMicros': micros(blocked.hivewatch, 'the same with HiveWatch'),
    'mlflow.hivewatchBlockedSecondsRefused': {
      value: blocked.hivewatchRefused,
      unit: 's',
      what: `a call of HiveWatch while MLflow refuses connections${capped}`,
    },
  };
}
