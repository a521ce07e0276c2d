/** Worker thread of `flushBeforeEnd`: delivers what it is given, then wakes the main thread. */
import { workerData } from 'node:worker_threads';
import { createCore } from '../../core/core.js';
import { createDestination } from '../destination/destination.js';
import { loadPeers } from '../peers.js';
import { createPipeline } from '../pipeline/pipeline.js';
import { createRunResources } from '../pipeline/run-resources.js';
import { neededPeers } from '../providers/providers.js';
import { DELIVERED, type LastWork, NOT_DELIVERED } from './last-flush.js';

const work: LastWork = workerData;
let outcome = NOT_DELIVERED;
try {
  if (await deliver(work)) {
    outcome = DELIVERED;
  }
} finally {
  const done = new Int32Array(work.done);
  Atomics.store(done, 0, outcome);
  Atomics.notify(done, 0);
}

/** @returns whether all was acknowledged */
async function deliver({ events, points, ownsRun, seconds, config: shared }: LastWork): Promise<boolean> {
  // Standard error of a worker passes through the main thread, which waits for us.
  const config = { ...shared, log: () => undefined };
  const peers = await loadPeers(neededPeers(config));
  const core = createCore();
  for (const event of events) {
    core.outbox.events.push(event, 0);
  }
  for (const point of points) {
    core.outbox.points.push(point, 0);
  }
  const destination = createDestination({
    peers,
    config,
    onChange: () => pipeline.nudge(),
    warn: () => undefined,
  });
  const resources = createRunResources(peers, config.resourceAttributes);
  const pipeline = createPipeline({ core, config, resources, destination });
  await destination.look();
  if (ownsRun) {
    destination.runStarted();
  }
  const complete = await pipeline.flush(seconds);
  pipeline.stop();
  return complete;
}
