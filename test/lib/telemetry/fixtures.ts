import { type Core, createCore } from '../../../lib/core/core.js';
import type { EventRecord, RunIdentity, UpdateRecord } from '../../../lib/core/records.js';
import { peerLoaders } from '../../../lib/telemetry/peers.js';
import { type Surroundings, startTelemetryIn } from '../../../lib/telemetry/surroundings.js';
import type { Telemetry, TelemetryOptions } from '../../../lib/telemetry/types.js';

export const RUN: RunIdentity = { id: 'run-1', attempt: 1_700_000_000_000, job: 'digits' };

let nanos = 0;

/** An update with two known fields and one free number. */
export function update(client: string, fields: Partial<UpdateRecord> = {}): UpdateRecord {
  nanos += 1;
  return {
    kind: 'update',
    run: RUN,
    time: [1_700_000_000, nanos],
    round: 1,
    client,
    operation: 'train',
    names: ['fl.client.loss', 'fl.client.samples'],
    values: [0.5, 120],
    metricNames: ['f1'],
    metricValues: [0.25],
    marker: { 'fl.client.state': 'active', 'fl.client.extra.device': { model: 'x', cores: [1, 2] } },
    ...fields,
  };
}

/** An event. */
export function event(name: string, attributes: EventRecord['attributes'] = {}, run = RUN): EventRecord {
  nanos += 1;
  return { kind: 'event', run, time: [1_700_000_000, nanos], name, severityNumber: 9, attributes };
}

/** Puts updates into the outbox of a core. */
export function pushUpdates(core: Core, ...updates: UpdateRecord[]): void {
  for (const record of updates) {
    core.outbox.points.push(record, 200);
  }
}

/** Puts events into the outbox of a core. */
export function pushEvents(core: Core, ...events: EventRecord[]): void {
  for (const record of events) {
    core.outbox.events.push(record, 200);
  }
}

/** Telemetry with a core and an environment of its own, which handles no signals and says nothing. */
export interface TestTelemetry {
  readonly core: Core;
  readonly telemetry: Telemetry;
  readonly lines: string[];
}

/** Starts it. */
export async function startForTest(
  options: TelemetryOptions,
  surroundings: Partial<Surroundings> = {},
): Promise<TestTelemetry> {
  const core = surroundings.core ?? createCore();
  const lines: string[] = [];
  const telemetry = await startTelemetryIn(
    { environment: {}, loaders: peerLoaders, ...surroundings, core },
    { handleSignals: false, exportIntervalSeconds: 0.05, log: (line) => lines.push(line), ...options },
  );
  return { core, telemetry, lines };
}

/** Longest wait for a condition, milliseconds. Only a broken test comes near it. */
const LIMIT_MILLIS = 30_000;

/** Waits until the condition holds. @throws Error when it does not come true */
export async function until(condition: () => boolean, what = 'the condition'): Promise<void> {
  const deadline = performance.now() + LIMIT_MILLIS;
  while (!condition()) {
    if (performance.now() > deadline) {
      throw new Error(`${what} did not come true`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
