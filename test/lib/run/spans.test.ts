import assert from 'node:assert/strict';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { clientTaskOn } from '../../../lib/client/client-task.js';
import { createMemorySdk, install, type MemorySdk, uninstall } from '../support/memory-sdk.js';
import { record } from '../support/recording.js';

describe('spans', () => {
  let sdk: MemorySdk;

  beforeEach(() => {
    sdk = install(createMemorySdk());
  });

  afterEach(uninstall);

  it('make one trace of a round: round, tasks, aggregation, evaluation', () => {
    const { run } = record({ algorithm: 'FedAvg' });
    const round = run.startRound({ number: 3 });
    round.startTask({ client: 'a' });
    round.clientUpdate({ client: 'a', loss: 1 });
    round.aggregate(() => 1);
    round.evaluate(() => 1);
    round.end({ accuracy: 0.5, algorithmMetadata: { nested: {} } });
    const [root] = sdk.spansOf('fl.round');
    assert.equal(root?.name, 'round digits');
    assert.equal(root?.parentSpanContext, undefined);
    assert.equal(root?.kind, SpanKind.INTERNAL);
    assert.equal(root?.attributes['fl.round.accuracy'], 0.5);
    assert.equal(root?.attributes['fl.round.clients.completed'], 1);
    assert.equal(root?.status.code, SpanStatusCode.UNSET);
    const children = sdk.spans().filter((span) => span.parentSpanContext?.spanId === root?.spanContext().spanId);
    assert.deepEqual(
      children.map((span) => [span.name, span.kind, span.attributes['fl.span.type']]),
      [
        ['train digits', SpanKind.CLIENT, 'fl.task.client'],
        ['aggregate digits', SpanKind.INTERNAL, 'fl.aggregation'],
        ['evaluate digits', SpanKind.INTERNAL, 'fl.evaluation'],
      ],
    );
    for (const span of sdk.spans()) {
      assert.equal(span.spanContext().traceId, root?.spanContext().traceId);
      assert.equal(span.attributes['fl.run.id'], run.id);
      assert.equal(span.attributes['fl.run.attempt'], run.attempt);
      assert.equal(span.attributes['fl.round.number'], 3);
      assert.equal(span.instrumentationScope.name, 'fedotel');
      assert.equal(span.instrumentationScope.schemaUrl, 'https://fedotel.dev/schemas/0.1.0');
    }
  });

  it('link each round to the one before, in traces of their own, whatever is active', () => {
    const { run } = record();
    trace.getTracer('app').startActiveSpan('app', () => {
      for (const number of [1, 2, 3]) {
        run.startRound({ number }).end();
      }
    });
    const rounds = sdk.spansOf('fl.round');
    assert.equal(new Set(rounds.map((span) => span.spanContext().traceId)).size, 3);
    assert.deepEqual(
      rounds.map((span) => span.links.map((link) => link.context.spanId)),
      [[], [rounds[0]?.spanContext().spanId], [rounds[1]?.spanContext().spanId]],
    );
  });

  it('of tasks end with the client: answered, dropped, failed, superseded, straggling, or ended by the app', () => {
    const { run } = record();
    const round = run.startRound({ number: 1 });
    const tasks = ['answered', 'dropped', 'failed', 'superseded', 'straggling', 'ended', 'broken'].map((client) =>
      round.startTask({ client }),
    );
    round.clientUpdate({ client: 'answered' });
    round.dropout({ client: 'dropped', reason: 'deadline' });
    round.communicationFailure({ client: 'failed', reason: 'reset' });
    round.startTask({ client: 'superseded' });
    round.clientUpdate({ client: 'superseded' });
    tasks[5]?.end();
    tasks[6]?.end({ error: new RangeError('x') });
    assert.equal(sdk.spansOf('fl.task.client').length, 7);
    round.end();
    tasks[0]?.end({ error: 'too late to matter' });
    assert.deepEqual(
      sdk.spansOf('fl.task.client').map((span) => [span.attributes['fl.client.id'], span.attributes['error.type']]),
      [
        ['answered', undefined],
        ['dropped', 'timeout'],
        ['failed', 'communication'],
        ['superseded', 'superseded'],
        ['superseded', undefined],
        ['ended', undefined],
        ['broken', 'RangeError'],
        ['straggling', 'straggler'],
      ],
    );
    const [, dropped] = sdk.spansOf('fl.task.client');
    assert.equal(dropped?.status.code, SpanStatusCode.ERROR);
  });

  it('of one client and several operations end apart', () => {
    const { run } = record();
    const round = run.startRound({ number: 1 });
    round.startTask({ client: 'a' });
    round.startTask({ client: 'a', operation: 'evaluate' });
    round.clientUpdate({ client: 'a', operation: 'evaluate' });
    assert.deepEqual(
      sdk.spans().map((span) => span.name),
      ['evaluate digits'],
    );
  });

  it('of asynchronous tasks outlive their round and end with the answer, whichever round it is for', () => {
    const { run } = record({ mode: 'async' });
    const first = run.startRound({ number: 1 });
    first.startTask({ client: 'slow' });
    first.end();
    run.startRound({ number: 2 }).startTask({ client: 'slow' });
    assert.equal(sdk.spansOf('fl.task.producer').length, 0);
    run.clientUpdate({ round: 5, client: 'slow', baseRound: 2 });
    run.clientUpdate({ round: 6, client: 'slow' });
    const tasks = sdk.spansOf('fl.task.producer');
    assert.deepEqual(
      tasks.map((span) => span.attributes['fl.round.number']),
      [2, 1],
    );
    assert.equal(tasks[0]?.kind, SpanKind.PRODUCER);
  });

  it('of rounds and tasks that never end are ended with their run', async () => {
    const { run } = record({ mode: 'async' });
    run.startRound({ number: 1 }).startTask({ client: 'a' });
    await run.finish();
    assert.deepEqual(
      sdk.spans().map((span) => [span.attributes['fl.span.type'], span.attributes['error.type']]),
      [
        ['fl.task.producer', 'unfinished'],
        ['fl.round', 'unfinished'],
      ],
    );
  });

  it('are active inside aggregate, evaluate and clientTask', async () => {
    const { run, core } = record();
    const round = run.startRound({ number: 1 });
    const active = (): string | undefined => trace.getSpan(context.active())?.spanContext().spanId;
    const seen = [round.aggregate(active), await round.evaluate(async () => active())];
    const { result } = await clientTaskOn(core, round.startTask({ client: 'a' }).carrier(), async () => active());
    const ids = sdk.spans().map((span) => span.spanContext().spanId);
    assert.deepEqual([...seen, result], ids);
  });

  it('pass what callbacks return and throw, and tell the span', async () => {
    const { run } = record();
    const round = run.startRound({ number: 1 });
    const error = new RangeError('x');
    assert.throws(
      () =>
        round.aggregate(() => {
          throw error;
        }),
      error,
    );
    await assert.rejects(
      round.evaluate(() => Promise.reject(error)),
      error,
    );
    assert.equal(await round.evaluate(() => Promise.resolve(5)), 5);
    assert.deepEqual(
      sdk.spans().map((span) => [span.attributes['error.type'], span.status.code]),
      [
        ['RangeError', SpanStatusCode.ERROR],
        ['RangeError', SpanStatusCode.ERROR],
        [undefined, SpanStatusCode.UNSET],
      ],
    );
  });

  it('of failed rounds are failed, of rounds with losses are not', () => {
    const { run } = record();
    run.startRound({ number: 1 }).end({ error: 'quorum' });
    const round = run.startRound({ number: 2 });
    round.dropout({ client: 'a', reason: 'x' });
    round.end();
    assert.deepEqual(
      sdk.spansOf('fl.round').map((span) => [span.status.code, span.attributes['error.type']]),
      [
        [SpanStatusCode.ERROR, 'quorum'],
        [SpanStatusCode.UNSET, undefined],
      ],
    );
  });
});
