import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonPeer } from '../test/peers/python.js';
import { type Benchmark, type Figure, type Figures, median } from './harness.js';
import { type MlflowMeasures, type MlflowSize, type MlflowWay, measureMlflow } from './support/mlflow/measure.js';
import type { RequestTimes, TimeShares } from './support/mlflow/request-times.js';
import { FIELDS } from './support/updates.js';

/**
 * The long run is as long as federated training usually is. A round of it fills a request, so that a request of the bare
 * loop has nearly as many keys as points.
 */
const SIZE: MlflowSize = {
  ...{ rounds: 20, clients: 50 },
  ...{ longRounds: 100, longClients: 61 },
  ...{ turns: 3, refusedSeconds: 15 },
};

/** What bringing runs to a real MLflow costs, and what it costs the training. */
export const mlflow: Benchmark = {
  name: 'mlflow',
  about: `rounds of ${SIZE.clients} and ${SIZE.longClients} clients with ${FIELDS} fields to a real MLflow server, HiveWatch beside`,
  async run(): Promise<Figures> {
    // Without MLflow there are no figures of this benchmark; the others shall be measured all the same.
    const there = await pythonPeer('mlflow').catch((error: unknown) => {
      process.stderr.write(`mlflow: left out: ${String(error)}\n`);
    });
    if (there === undefined) return {};
    const folder = await mkdtemp(join(tmpdir(), 'fedotel-bench-'));
    try {
      return mlflowFigures(await measureMlflow(folder, SIZE), SIZE);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

/** The figures of what was measured. */
export function mlflowFigures(measures: MlflowMeasures, size: MlflowSize): Figures {
  const { pointsPerSecond: speed, serverSecondsPerPoint: server, exports, blocked } = measures;
  const ratio = (way: MlflowWay, other: MlflowWay, what: string): Figure => {
    // Within a turn: the machine of the next one may be another.
    const ratios = speed[way].map((points, turn) => points / (speed[other][turn] ?? Number.NaN));
    return { value: median(ratios), unit: '×', what };
  };
  const of = (way: MlflowWay, other: MlflowWay, goal: number, what: string): Figure => {
    return { ...ratio(way, other, what), goal: { kind: 'atLeast', value: goal } };
  };
  const rate = (way: MlflowWay, what: string): Figure => ({ value: median(speed[way]), unit: 'points/s', what });
  const micros = (seconds: number, what: string): Figure => ({ value: seconds * 1e6, unit: 'µs', what });
  const capped = blocked.hivewatchRefused >= size.refusedSeconds ? `, given up after ${size.refusedSeconds} s` : '';
  return {
    'mlflow.liveOfBare': of(
      'live',
      'bare',
      0.9,
      'the sink, a round at a time, against a bare loop of log-batch calls, a call of it for a round',
    ),
    'mlflow.backfillOfBare': of(
      'longBackfill',
      'bare',
      2,
      'fedotel export, with all the run’s files, against a bare loop of log-batch calls',
    ),
    'mlflow.orderedOfBare': ratio(
      'ordered',
      'bare',
      'a bare loop with the points in the best order, that of their keys, against one in order of rounds: all that order can gain',
    ),
    'mlflow.backfillOfOrdered': ratio(
      'longBackfill',
      'ordered',
      'fedotel export against a bare loop with the points in the best order',
    ),
    'mlflow.liveOfHivewatch': of('app', 'hivewatch', 5, 'an app with an embedded bridge against one with HiveWatch'),
    'mlflow.backfillOfHivewatch': of('backfill', 'hivewatch', 10, 'fedotel export against an app with HiveWatch'),
    'mlflow.orderedOfHivewatch': ratio(
      'shortOrdered',
      'hivewatch',
      'a bare loop with the points in the best order against an app with HiveWatch: all that MLflow lets one gain',
    ),
    ...sharesOf(exports, size),
    'mlflow.serverMillisOfRounds': serverMillis(server.rounds, '1,000 points in order of rounds'),
    'mlflow.serverMillisOfKeys': serverMillis(server.ordered, '1,000 points in the best order'),
    'mlflow.barePointsPerSecond': rate(
      'bare',
      `a run of ${size.longRounds} rounds in a bare loop, 1,000 points a call`,
    ),
    'mlflow.livePointsPerSecond': rate('live', 'such a run through the sink, a round at a time'),
    'mlflow.longBackfillPointsPerSecond': rate(
      'longBackfill',
      `fedotel export of that run of ${size.longRounds} rounds`,
    ),
    'mlflow.backfillPointsPerSecond': rate('backfill', `fedotel export of ${size.rounds} rounds`),
    'mlflow.appPointsPerSecond': rate('app', `the app with ${size.rounds} rounds, until MLflow has all`),
    'mlflow.hivewatchPointsPerSecond': rate(
      'hivewatch',
      'HiveWatch’s MLflowEmitter, a point that comes twice counted once',
    ),
    'mlflow.blockedMicros': micros(blocked.ours, 'the training waits for a call that records an update'),
    'mlflow.blockedMicrosRefused': micros(blocked.oursRefused, 'such a call while MLflow refuses connections'),
    'mlflow.hivewatchBlockedMicros': micros(blocked.hivewatch, 'such a call with HiveWatch'),
    'mlflow.hivewatchBlockedSecondsRefused': {
      value: blocked.hivewatchRefused,
      unit: 's',
      what: `a call of HiveWatch while MLflow refuses connections${capped}`,
    },
  };
}

/** Where the time of an export goes. */
function sharesOf(exports: readonly RequestTimes[], { rounds }: MlflowSize): Figures {
  const share = (part: keyof TimeShares, what: string): Figure => {
    const value = 100 * median(exports.map(({ shares }) => shares[part]));
    return { value, unit: '%', what: `of the time of fedotel export of ${rounds} rounds: ${what}` };
  };
  const count = (kind: 'pointRequests' | 'otherRequests') => median(exports.map((times) => times[kind]));
  return {
    'mlflow.exportStart': share('start', 'until the first request'),
    'mlflow.exportPoints': share('points', `MLflow has one of the ${count('pointRequests')} requests of points`),
    'mlflow.exportOthers': share('others', `MLflow has one of the ${count('otherRequests')} other requests`),
    'mlflow.exportBetween': share('between', 'between requests and after the last one'),
  };
}

function serverMillis(secondsPerPoint: readonly number[], what: string): Figure {
  return { value: 1e6 * median(secondsPerPoint), unit: 'ms', what: `processor time of MLflow’s server for ${what}` };
}
