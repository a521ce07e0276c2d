import assert from 'node:assert/strict';
import { SpanKind } from '@opentelemetry/api';
import { clientTaskOn } from '../../lib/client/client-task.js';
import { createWriterOn } from '../../lib/tracking/create-writer.js';
import { eventDescriptors, spanDescriptors } from '../../semconv/index.js';
import { assertInRegistry, type EmittedSpan } from '../support/registry-check.js';
import { createMemorySdk, install, uninstall } from './support/memory-sdk.js';
import { type Recording, record } from './support/recording.js';

const KINDS: Readonly<Record<SpanKind, NonNullable<EmittedSpan['kind']>>> = {
  [SpanKind.INTERNAL]: 'internal',
  [SpanKind.SERVER]: 'server',
  [SpanKind.CLIENT]: 'client',
  [SpanKind.PRODUCER]: 'producer',
  [SpanKind.CONSUMER]: 'consumer',
};

/** Uses everything that the library has. */
async function playEverything(recording: Recording): Promise<void> {
  const { run, core } = recording;
  run.params({ lr: { start: 0.1 } });
  run.tags({ team: 'a' });
  run.text({ note: 'x' });
  run.artifact({ name: 'model', path: 'm.bin', type: 'model' });
  run.serverMetadata({ host: 'h' });
  run.checkpoint({ path: 'c.bin', round: 1, size: 5, metadata: { best: true } });
  run.evaluation({
    round: 1,
    scope: 'federated',
    split: 'test',
    loss: 1,
    accuracy: 1,
    samples: 1,
    duration: 1,
    metrics: { f1: 1 },
  });
  const round = run.startRound({ number: 1, selected: 5 });
  const task = round.startTask({ client: 'a' });
  const { report } = await clientTaskOn(core, task.carrier(), () => 1);
  round.clientUpdate({
    client: 'a',
    report: { ...report, ...(report.span && { span: { ...report.span, exported: false } }) },
  });
  for (const writer of [createWriterOn(core, { run }), createWriterOn(core, { run, client: 'a', round: 1 })]) {
    writer.addHistogram('weights', [1, Number.NaN]);
    writer.addText('notes', 'x');
    writer.logParams({ a: 1 });
    writer.setTags({ a: 'x' });
    writer.logArtifact('m.bin');
  }
  round.startTask({ client: 'b' });
  round.dropout({ client: 'b', reason: 'timeout' });
  round.communicationFailure({ client: 'c', reason: 'reset' });
  round.startTask({ client: 'd' }).end({ error: new Error('x') });
  await round.aggregate(async () => 1);
  round.evaluate(() => 1);
  round.end({
    accuracy: 0.5,
    loss: 1,
    trainLoss: 1,
    metrics: { f1: 1 },
    algorithmMetadata: { m: [1] },
    privacy: { epsilon: 1, delta: 0 },
  });
  run.startRound({ number: 2 }).end({ error: 'quorum' });
  run.startRound({ number: 3 });
  await run.finish({ error: new RangeError('x') });
}

describe('what the library emits', () => {
  afterEach(uninstall);

  for (const mode of ['sync', 'async'] as const) {
    it(`is in the registry, names, types and required attributes: ${mode}`, async () => {
      const sdk = install(createMemorySdk());
      const recording = record({
        mode,
        algorithm: 'FedAvg',
        config: { lr: 0.1 },
        rounds: 3,
        system: 'flower',
        parentRunId: 'p',
      });
      await playEverything(recording);
      const inherited = { 'fl.run.id': recording.run.id };
      assertInRegistry({
        events: recording.events().map((event) => ({ ...event, inherited })),
        spans: sdk.spans().map((span) => ({
          type: String(span.attributes['fl.span.type']),
          name: span.name,
          kind: KINDS[span.kind],
          attributes: span.attributes,
        })),
      });
      const events = new Set(recording.events().map((event) => event.name));
      assert.deepEqual(
        Object.keys(eventDescriptors).filter((name) => !events.has(name)),
        ['fl.client.update'],
      );
      const types = new Set(sdk.spans().map((span) => span.attributes['fl.span.type']));
      const others = mode === 'sync' ? ['fl.task.producer', 'fl.task.consumer'] : ['fl.task.client', 'fl.task.server'];
      assert.deepEqual(
        Object.keys(spanDescriptors)
          .filter((type) => !types.has(type))
          .sort(),
        others.sort(),
      );
      assert.equal(sdk.spans().filter((span) => span.instrumentationScope.name === 'fedotel.relay').length, 1);
    });
  }
});
