import assert from 'node:assert/strict';
import { SpanKind, trace } from '@opentelemetry/api';
import { clientTaskOn } from '../../../lib/client/client-task.js';
import type { ClientTask } from '../../../lib/client/types.js';
import { createCore } from '../../../lib/core/core.js';
import { createMemorySdk, install, type MemorySdk, uninstall } from '../support/memory-sdk.js';
import { createSilentWarnings, record } from '../support/recording.js';

/** Through the wire and back. */
function overTheWire<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

describe('clientTask', () => {
  afterEach(uninstall);

  it('tells the function who it works for, and returns its result with a report', async () => {
    const { run, core } = record();
    const carrier = overTheWire(run.startRound({ number: 4 }).startTask({ client: 'a' }).carrier());
    let seen: Omit<ClientTask, 'set'> | undefined;
    const before = Date.now() / 1000;
    const { result, report } = await clientTaskOn(core, carrier, async ({ set, ...task }) => {
      seen = task;
      set({ loss: 0.5 });
      return 'weights';
    });
    assert.equal(result, 'weights');
    assert.deepEqual(seen, {
      run: run.id,
      attempt: run.attempt,
      round: 4,
      job: 'digits',
      operation: 'train',
      client: 'a',
    });
    assert.deepEqual(report.fields, { loss: 0.5 });
    assert.ok(report.start >= before - 0.001 && report.end >= report.start);
    assert.equal(report.span, undefined);
  });

  it('runs without a usable carrier and says so', async () => {
    const warnings = createSilentWarnings();
    const core = createCore(warnings);
    for (const carrier of [undefined, null, 'garbage', { fedotel: '' }, 7]) {
      const { result } = await clientTaskOn(core, carrier, (task) => task.round);
      assert.equal(result, -1);
    }
    assert.equal(warnings.said[0]?.about, 'carrier');
  });

  it('throws what the function throws, at once or later', async () => {
    const core = createCore(createSilentWarnings());
    const error = new RangeError('x');
    await assert.rejects(
      clientTaskOn(core, undefined, () => {
        throw error;
      }),
      error,
    );
    await assert.rejects(
      clientTaskOn(core, undefined, () => Promise.reject(error)),
      error,
    );
  });

  describe('with tracing on both sides', () => {
    let sdk: MemorySdk;

    beforeEach(() => {
      sdk = install(createMemorySdk());
    });

    it("puts the client's span below the server's, and nobody relays it", async () => {
      const { run, core } = record();
      const round = run.startRound({ number: 1 });
      const carrier = overTheWire(round.startTask({ client: 'a' }).carrier());
      const { report } = await clientTaskOn(core, carrier, () => 1);
      round.clientUpdate({ client: 'a', report: overTheWire(report) });
      round.end();
      const [client] = sdk.spansOf('fl.task.server');
      const [server] = sdk.spansOf('fl.task.client');
      assert.equal(client?.name, 'train digits');
      assert.equal(client?.kind, SpanKind.SERVER);
      assert.equal(client?.parentSpanContext?.spanId, server?.spanContext().spanId);
      assert.equal(client?.spanContext().traceId, sdk.spansOf('fl.round')[0]?.spanContext().traceId);
      assert.equal(report.span?.exported, true);
      assert.equal(sdk.spansOf('fl.task.server').length, 1);
    });

    it('fails the span with the function', async () => {
      const core = createCore(createSilentWarnings());
      await assert.rejects(clientTaskOn(core, undefined, () => Promise.reject(new RangeError('x'))));
      assert.equal(sdk.spans()[0]?.attributes['error.type'], 'RangeError');
    });

    it('consumes when aggregation is asynchronous', async () => {
      const { run, core } = record({ mode: 'async' });
      const { report } = await clientTaskOn(
        core,
        run.startRound({ number: 1 }).startTask({ client: 'a' }).carrier(),
        () => 1,
      );
      assert.equal(sdk.spansOf('fl.task.consumer')[0]?.kind, SpanKind.CONSUMER);
      assert.equal(report.span?.exported, true);
    });
  });

  describe('with tracing on the server only', () => {
    it('has the server relay the span, with the times of the client, below its own', async () => {
      const sdk = install(createMemorySdk());
      const { run, core } = record();
      const round = run.startRound({ number: 1 });
      const carrier = round.startTask({ client: 'a' }).carrier();
      const late = round.startTask({ client: 'late' }).carrier();
      trace.disable();
      const { report } = await clientTaskOn(core, overTheWire(carrier), () => 1);
      const lateReport = (await clientTaskOn(core, overTheWire(late), () => 1)).report;
      install(sdk);
      assert.equal(report.span?.exported, false);
      round.clientUpdate({ client: 'a', report: { ...report, start: 1000, end: 1001.5 } });
      round.end();
      round.clientUpdate({ client: 'late', report: lateReport });
      const relayed = sdk.spansOf('fl.task.server');
      const servers = sdk.spansOf('fl.task.client');
      assert.deepEqual(relayed[0]?.startTime, [1000, 0]);
      assert.deepEqual(relayed[0]?.endTime, [1001, 500_000_000]);
      assert.equal(relayed[0]?.attributes['fl.span.relayed'], true);
      assert.equal(relayed[0]?.instrumentationScope.name, 'fedotel.relay');
      assert.deepEqual(
        relayed.map((span) => [span.attributes['fl.client.id'], span.parentSpanContext?.spanId]),
        servers.map((span) => [span.attributes['fl.client.id'], span.spanContext().spanId]),
      );
    });
  });
});
