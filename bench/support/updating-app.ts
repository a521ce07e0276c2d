/**
 * An app that records as fast as telemetry can send, and tells what that cost it.
 *
 *   updating-app URL ROUNDS UPDATES CLIENTS
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { sharedCore } from '../../lib/core/core.js';
import { startRun } from '../../lib/index.js';
import { startTelemetry } from '../../lib/telemetry/index.js';
import { clientName } from './updates.js';

const [endpoint = '', rounds, updates, clients] = process.argv.slice(2);
/** Records that may wait: an app in training is slower than this one. */
const MAX_WAITING = 20_000;

const telemetry = await startTelemetry({ job: 'bench', endpoint, quiet: true });
const run = startRun({ job: 'bench' });
const micros: number[] = [];
for (let number = 1, client = 0; number <= Number(rounds); number++) {
  const round = run.startRound({ number });
  const start = process.hrtime.bigint();
  for (let update = 0; update < Number(updates); update++, client = (client + 1) % Number(clients)) {
    const x = ((client * 7919 + number) % 10_000) / 10_000;
    round.clientUpdate({ client: clientName(client), loss: x, accuracy: 1 - x, samples: 100, bytesSent: 4096 });
  }
  micros.push(Number(process.hrtime.bigint() - start) / 1e3 / Number(updates));
  round.end({ accuracy: 0.5 });
  while (sharedCore().outbox.points.size > MAX_WAITING) {
    await sleep(2);
  }
}
await run.finish();
while (sharedCore().outbox.points.size > 0) {
  await sleep(10);
}
const { dropped } = await telemetry.shutdown();
process.send?.({ micros, dropped: dropped.updates, maxRss: process.resourceUsage().maxRSS * 1024 });
