/** Worker thread of `flushBeforeEnd`: delivers what it is given, then wakes the main thread. */
import { workerData } from 'node:worker_threads';
import { createCore } from '../../core/core.js';
import type { TelemetryConfig } from '../config/resolve.js';
import { createDestination, type Destination } from '../destination/destination.js';
import { fromPlainLogs, type PlainLog } from '../logs/last-logs.js';
import { loadPeers, type Peers } from '../peers.js';
import { createPipeline } from '../pipeline/pipeline.js';
import { createRunResources } from '../pipeline/run-resources.js';
import { within } from '../pipeline/within.js';
import { neededPeers } from '../providers/providers.js';
import { DELIVERED, type LastWork, NOT_DELIVERED } from './last-flush.js';

/** Log records of one request. */
const LOGS_AT_ONCE = 512;

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
async function deliver({ events, points, logs, ownsRun, seconds, config: shared }: LastWork): Promise<boolean> {
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
  const start = performance.now();
  const complete = await pipeline.flush(seconds);
  await within(seconds - (performance.now() - start) / 1000, sendLogs(logs, peers, config, destination));
  pipeline.stop();
  return complete;
}

/** One attempt for each: there is no time for more. */
async function sendLogs(
  logs: readonly PlainLog[],
  peers: Peers,
  config: TelemetryConfig,
  destination: Destination,
): Promise<void> {
  const { defaultResource, resourceFromAttributes } = peers.get('@opentelemetry/resources');
  const resource = defaultResource().merge(resourceFromAttributes(config.resourceAttributes));
  const records = fromPlainLogs(logs, resource);
  for (let at = 0; at < records.length; at += LOGS_AT_ONCE) {
    await destination.send('logs', records.slice(at, at + LOGS_AT_ONCE));
  }
}
