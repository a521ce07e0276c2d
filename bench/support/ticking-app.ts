/**
 * An app that records 10,000 updates a second, or only pretends to, and tells by how much its timers were late.
 *
 *   ticking-app URL on|off SECONDS
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { startRun } from '../../lib/index.js';
import { startTelemetry } from '../../lib/telemetry/index.js';
import { fullUpdate } from './updates.js';

const [endpoint = '', mode, seconds] = process.argv.slice(2);
const PER_MILLI = 10;
const WARM_UP_SECONDS = 2;

const telemetry = await startTelemetry({ job: 'bench', endpoint, quiet: true });
const run = startRun({ job: 'bench' });
run.startRound({ number: 1 });
const start = performance.now();
let made = 0;
const timer = setInterval(() => {
  const due = (performance.now() - start) * PER_MILLI;
  for (; made < due; made++) {
    const update = fullUpdate(1, made % 10_000);
    if (mode === 'on') {
      run.clientUpdate(update);
    }
  }
}, 1);
await sleep(WARM_UP_SECONDS * 1000);
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const before = process.cpuUsage();
const watched = performance.now();
await sleep(Number(seconds) * 1000);
delay.disable();
clearInterval(timer);
const { user, system } = process.cpuUsage(before);
process.send?.({
  p50: delay.percentile(50) / 1e6,
  p99: delay.percentile(99) / 1e6,
  p999: delay.percentile(99.9) / 1e6,
  load: (user + system) / 1e3 / (performance.now() - watched),
});
await telemetry.shutdown({ timeoutSeconds: 2 });
