/**
 * An app that ends in the way its first argument says, in the middle of its work. It saves for at most so many seconds as
 * `TEST_PATIENCE` says, so that how busy the machine is decides nothing.
 */
import { sharedCore } from '../../../lib/core/core.js';
import { startRun } from '../../../lib/index.js';
import { peerLoaders } from '../../../lib/telemetry/peers.js';
import { startTelemetryIn } from '../../../lib/telemetry/surroundings.js';

const [, , ending = '', updates = '1', interval = '3600'] = process.argv;

const telemetry = await startTelemetryIn(
  {
    environment: process.env,
    core: sharedCore(),
    loaders: peerLoaders,
    endSeconds: Number(process.env.TEST_PATIENCE),
  },
  { job: 'ending', exportIntervalSeconds: Number(interval) },
);
const run = startRun({ job: 'ending', runId: 'run' });
const round = run.startRound({ number: 1 });
for (let client = 0; client < Number(updates); client++) {
  round.clientUpdate({ client: `c${client}`, loss: client, samples: 1 });
  // Batches are on their way when the end comes.
  if (client % 100 === 99) await new Promise((resolve) => setTimeout(resolve, 5));
}
process.stdout.write('ready\n');
switch (ending) {
  case 'wait':
    setInterval(() => undefined, 1000);
    break;
  case 'throw':
    throw new TypeError('boom');
  case 'throw later':
    setTimeout(() => {
      throw new TypeError('boom');
    }, 1);
    break;
  case 'shutdown': {
    await run.finish();
    const { complete, pending } = await telemetry.shutdown({ timeoutSeconds: 0.5 });
    process.stdout.write(`${JSON.stringify({ complete, pending })}\n`);
    process.exitCode = 5;
    break;
  }
}
