/** An app with the real library, and everything in its run that HiveWatch and we might tell differently. */
import { startRun } from '../../lib/index.js';
import { startTelemetry } from '../../lib/telemetry/index.js';

const telemetry = await startTelemetry({ job: 'peer', quiet: true });
// The journal has updates and events in the order of their requests, and HiveWatch goes by the order of lines.
const inOrder = () => telemetry.flush({ timeoutSeconds: 30 });
const run = startRun({
  job: 'peer',
  runId: 'hivewatch-peer',
  algorithm: 'FedAvg',
  config: { lr: 0.1, nested: { layers: [32, 10] } },
  rounds: 5,
  privacy: { location: 'exact' },
});
run.serverMetadata({ name: 'server', lat: 48.21, lng: 16.37, city: 'Vienna' });
await inOrder();

// 0: everybody answers, with every field.
const full = run.startRound({ number: 0, selected: 2 });
full.clientUpdate({
  client: 'a',
  name: 'Hospital A',
  loss: 0.5,
  accuracy: 0.75,
  samples: 100,
  gradientNorm: 1.5,
  gradientMagnitude: 0.01,
  sparsity: 0.25,
  compressionRatio: 0.5,
  bytesSent: 4_000_000,
  bytesReceived: 8_000_000,
  networkLatency: 0.0125,
  trainDuration: 2.5,
  staleness: 0,
  cpuUtilization: 0.5,
  memoryUsage: 512_000_000,
  gpuUtilization: 0.25,
  gpuMemoryUsage: 1_000_000_000,
  energy: 12.5,
  metrics: { f1: 0.625 },
  attributes: { device: 'jetson', tags: ['x', 'y'], ok: true, more: { deep: 1 } },
  location: { lat: 48.25, lng: 16.25, city: 'Vienna', country: 'AT' },
});
full.clientUpdate({ client: 'küche/03 🐝', loss: 0, samples: 0, bytesSent: 0, gradientNorm: 0.5, state: 'idle' });
full.end({ accuracy: 0.5, loss: 1.25, trainLoss: 1.5 });
await inOrder();

// 1: a drop-out, an upload that works at the second try, one that never does, a straggler; two of them come late.
const rough = run.startRound({ number: 1, selected: 5 });
for (const client of ['a', 'b', 'c', 'd', 'e']) rough.startTask({ client });
rough.clientUpdate({ client: 'a', loss: 0.25, accuracy: 0.8, samples: 100 });
await inOrder();
rough.dropout({ client: 'b', reason: 'battery' });
rough.communicationFailure({ client: 'c', reason: 'connection reset' });
rough.communicationFailure({ client: 'e', reason: 'gone' });
await inOrder();
rough.clientUpdate({ client: 'c', loss: 0.5, samples: 50 });
await inOrder();
rough.end({ accuracy: 0.625, loss: 1 });
await inOrder();
run.clientUpdate({ round: 1, client: 'b', loss: 0.125, samples: 10, baseRound: 0 });
run.clientUpdate({ round: 1, client: 'd', loss: 0.0625, samples: 20, baseRound: 0 });
await inOrder();

// 2: a model that diverges; two updates of one client; evaluation by clients, one of which does not train.
const wild = run.startRound({ number: 2, selected: 2 });
wild.clientUpdate({ client: 'a', loss: 0.5, accuracy: 0.5, samples: 10, metrics: { f1: 0.5 } });
await inOrder();
wild.clientUpdate({ client: 'a', loss: Number.NaN, accuracy: Number.NaN, samples: 100 });
wild.clientUpdate({ client: 'b', loss: Number.POSITIVE_INFINITY, accuracy: 0.1, samples: 30 });
wild.clientUpdate({ client: 'a', operation: 'evaluate', loss: 0.75, accuracy: 0.9, samples: 7 });
wild.clientUpdate({ client: 'judge', operation: 'evaluate', loss: 0.875, samples: 8 });
await inOrder();
wild.end({ accuracy: Number.NaN, loss: Number.NaN });
await inOrder();

// 3: a round that fails, without clients. 4: one that never ends.
run.startRound({ number: 3 }).end({ error: new RangeError('no clients') });
const open = run.startRound({ number: 4, selected: 2 });
for (const client of ['a', 'b']) open.startTask({ client });
open.clientUpdate({ client: 'a', loss: 0.25, samples: 1 });
await inOrder();
await run.finish();
const { complete, dropped } = await telemetry.shutdown();
if (!complete || dropped.updates + dropped.events > 0) throw new Error(`not delivered: ${JSON.stringify(dropped)}`);
