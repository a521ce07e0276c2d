import { clientTask, type RoundUpdate, type Run, type RunOptions, startRun } from '../../lib/index.js';
import { createWriter } from '../../lib/tracking/index.js';

/** Every option that a run has. */
const EVERY_OPTION: RunOptions = {
  job: 'digits',
  algorithm: 'FedAvg',
  config: { lr: 0.1, layers: [784, 32, 10], optimizer: { name: 'sgd' } },
  rounds: 3,
  objective: { metric: 'f1', goal: 'max' },
  parentRunId: 'parent',
  system: 'flower',
  totalClients: 12,
  modelParameters: 25_450,
};

/** Every value that an update can have. */
const EVERY_VALUE = {
  loss: 0.5,
  accuracy: 0.75,
  samples: 100,
  gradientNorm: 1.5,
  gradientMagnitude: 0.01,
  sparsity: 0.25,
  compressionRatio: 4,
  bytesSent: 4096,
  bytesReceived: 8192,
  networkLatency: 0.02,
  trainDuration: 1.5,
  staleness: 1,
  cpuUtilization: 0.5,
  memoryUsage: 1e9,
  gpuUtilization: 0.25,
  gpuMemoryUsage: 2e9,
  energy: 12.5,
  metrics: { f1: 0.5 },
  attributes: { device: { model: 'x', cores: [1, 2] } },
} satisfies Partial<RoundUpdate>;

/**
 * A run that makes every call of the library, each with everything that it takes, and every outcome of a client.
 *
 * @param diverged loss of a client whose training went wrong
 */
export async function playEverything(options: Partial<RunOptions>, diverged: number): Promise<void> {
  const run = startRun({ ...EVERY_OPTION, ...options });
  describeRun(run);
  const round = run.startRound({ number: 0, selected: 8 });
  const told = { name: 'Client A', state: 'active', result: 'accepted', baseRound: 0 } as const;
  const location = { lat: 52.5, lng: 13.4, city: 'Berlin', country: 'DE' };
  const { report } = await clientTask(round.startTask({ client: 'a' }).carrier(), (task) => task.set(EVERY_VALUE));
  round.clientUpdate({ client: 'a', ...told, location, ...EVERY_VALUE, report });
  // This client could not export its own span.
  const silent = await clientTask(round.startTask({ client: 'b' }).carrier(), (task) => task.set(EVERY_VALUE));
  const { span, ...rest } = silent.report;
  round.clientUpdate({
    client: 'b',
    report: span === undefined ? rest : { ...rest, span: { ...span, exported: false } },
  });
  round.startTask({ client: 'c' });
  round.dropout({ client: 'c', reason: 'timeout' });
  round.startTask({ client: 'd' });
  round.communicationFailure({ client: 'd', reason: 'reset' });
  round.startTask({ client: 'e' }).end({ error: new Error('x') });
  round.startTask({ client: 'f' });
  round.clientUpdate({ client: 'g', result: 'rejected', loss: diverged });
  round.clientUpdate({ client: 'a', operation: 'evaluate', accuracy: 0.5 });
  round.startTask({ client: 'a', operation: 'evaluate' }).end();
  const failing = clientTask(round.startTask({ client: 'h' }).carrier(), () => Promise.reject(new RangeError('x')));
  await failing.catch(() => undefined);
  await round.aggregate(async () => 1);
  round.evaluate(() => 1);
  round.end({
    accuracy: 0.5,
    loss: 1,
    trainLoss: 1,
    metrics: { f1: 1 },
    algorithmMetadata: { weights: [1, 2] },
    privacy: { epsilon: 1, delta: 1e-5 },
    gradientNormDispersion: 0.1,
  });
  run.clientUpdate({ round: 0, client: 'f', samples: 1 });
  run.startRound({ number: 1, time: Date.now() }).end({ error: 'quorum' });
  run.dropout({ round: 1, client: 'c', reason: 'battery empty' });
  run.communicationFailure({ round: 1, client: 'd', reason: 'reset' });
  run.startRound({ number: 2 }).startTask({ client: 'a' });
  await run.finish({ state: 'failed', error: new RangeError('x') });
}

function describeRun(run: Run): void {
  run.params({ lr: { start: 0.1 } });
  run.tags({ team: 'a' });
  run.text({ note: 'x' });
  run.artifact({ name: 'model', path: 'm.bin', type: 'model' });
  for (const writer of [createWriter({ run }), createWriter({ run, client: 'a', round: 0 })]) {
    writer.addScalar('lr', 0.1);
    writer.addHistogram('weights', [1, 2.5, Number.NaN]);
    writer.addText('notes', 'x');
    writer.logParams({ batch: 32 });
    writer.setTags({ site: 'x' });
    writer.logArtifact('m.bin');
  }
  run.serverMetadata({ host: 'h' });
  run.checkpoint({ path: 'c.bin', round: 0, size: 5, metadata: { best: true } });
  run.evaluation({
    round: 0,
    scope: 'federated',
    split: 'test',
    loss: 1,
    accuracy: 1,
    samples: 1,
    duration: 1,
    metrics: { f1: 1 },
  });
}
