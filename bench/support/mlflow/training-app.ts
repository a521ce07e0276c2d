/**
 * An app that trains in no time, with an embedded bridge that brings its run to MLflow. It tells what the calls cost it
 * and when MLflow had everything.
 *
 *   training-app ROUNDS CLIENTS SECONDS
 *
 * SECONDS: the longest wait for MLflow at the end.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import { startRun } from '../../../lib/index.js';
import { startTelemetry } from '../../../lib/telemetry/index.js';
import { fullUpdate } from '../updates.js';

/** What the app tells. */
export interface TrainingReport {
  /** Mean and longest time of a call that records an update. */
  readonly meanMicros: number;
  readonly longestMicros: number;
  /** From the run's start until MLflow had all of it. */
  readonly seconds: number;
  /** Whether it had. */
  readonly complete: boolean;
}

const [rounds, clients, timeoutSeconds] = process.argv.slice(2).map(Number);
const telemetry = await startTelemetry({ job: 'bench', to: ['mlflow'], quiet: true });
const start = performance.now();
const run = startRun({ job: 'bench', algorithm: 'FedAvg' });
const micros: number[] = [];
for (let number = 0; number < (rounds ?? 0); number++) {
  const round = run.startRound({ number, selected: clients });
  for (let client = 0; client < (clients ?? 0); client++) {
    const update = fullUpdate(number, client);
    const before = process.hrtime.bigint();
    round.clientUpdate(update);
    micros.push(Number(process.hrtime.bigint() - before) / 1e3);
  }
  round.end({ accuracy: 1 - 1 / (number + 2), loss: 2 / (number + 1) });
  await breathe();
}
await run.finish();
const { complete, pending, owed } = await telemetry.shutdown({ timeoutSeconds });
const report: TrainingReport = {
  meanMicros: micros.reduce((sum, value) => sum + value, 0) / micros.length,
  longestMicros: Math.max(...micros),
  seconds: (performance.now() - start) / 1000,
  complete: complete && pending === 0 && owed.length === 0,
};
process.send?.(report);
