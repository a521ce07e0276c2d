/** A server of federated learning as a program of its own: privacy comes from its first argument, or the environment. */
import { type PrivacyOptions, startRun } from '../../../lib/index.js';
import { startTelemetry } from '../../../lib/telemetry/index.js';

const options: { privacy?: PrivacyOptions; secureAggregation?: boolean } = JSON.parse(process.argv[2] ?? '{}');
const telemetry = await startTelemetry({ job: 'hospitals' });
const run = startRun({ job: 'hospitals', ...options });
const round = run.startRound({ number: 1 });
const task = round.startTask({ client: 'hospital-Quedlinburg-7' });
process.stdout.write(JSON.stringify(task.carrier()));
round.clientUpdate({ client: 'hospital-Quedlinburg-7', loss: 0.731_250_913, samples: 12 });
// Unusable: said on standard error.
round.clientUpdate({ client: 'hospital-Quedlinburg-7', state: 'hospital-Quedlinburg-7' as never });
round.dropout({ client: 'hospital-Quedlinburg-8', reason: 'hospital-Quedlinburg-8 is away' });
round.end();
await run.finish();
await telemetry.shutdown();
