import assert from 'node:assert/strict';
import { clientTaskOn } from '../../lib/client/client-task.js';
import type { Carrier, ClientReport } from '../../lib/client/types.js';
import { createCore } from '../../lib/core/core.js';
import type { PrivacyOptions } from '../../lib/privacy/types.js';
import { createMemorySdk, install, type MemorySdk, uninstall } from '../lib/support/memory-sdk.js';
import { createSilentWarnings, record } from '../lib/support/recording.js';

const KEY = 'a key of the tests';
const PSEUDONYMS: PrivacyOptions = { clientIds: 'hmac', key: KEY };

/** What a client that ignores its carrier, or means ill, sends back. */
const SMUGGLED: ClientReport = {
  v: 1,
  start: 1_700_000_000.125,
  end: 1_700_000_073.25,
  fields: { loss: 0.5, samples: 3, energy: 9 },
  metrics: { f1: 0.25 },
  attributes: { ward: 'three', location: { lat: 1, lng: 2 } },
};

describe("a client's own process", () => {
  let sdk: MemorySdk;

  beforeEach(() => {
    sdk = install(createMemorySdk());
  });

  afterEach(uninstall);

  const clientSpans = () => sdk.spansOf('fl.task.server').filter((span) => !span.attributes['fl.span.relayed']);
  const relayed = () => sdk.spansOf('fl.task.server').filter((span) => span.attributes['fl.span.relayed']);

  /** A task there and back, through JSON. */
  async function answer(privacy: PrivacyOptions) {
    const server = record({ privacy });
    const round = server.run.startRound({ number: 1 });
    const carrier: Carrier = JSON.parse(JSON.stringify(round.startTask({ client: 'anna' }).carrier()));
    const core = createCore(createSilentWarnings());
    let seen = '';
    const { report } = await clientTaskOn(core, carrier, (task) => {
      seen = task.client;
    });
    round.clientUpdate({ client: 'anna', report });
    round.end();
    return { ...server, carrier, report, seen };
  }

  it('sends a span of its own by default, in the trace of the round', async () => {
    const { carrier } = await answer({});
    assert.match(carrier.traceparent ?? '', /^00-/);
    assert.equal(clientSpans()[0]?.attributes['fl.client.id'], 'anna');
    assert.equal(relayed().length, 0);
  });

  it('learns and sends no more than its pseudonym, in a report', async () => {
    const { carrier, seen, report } = await answer(PSEUDONYMS);
    assert.match(seen, /^[0-9a-f]{24}$/);
    assert.deepEqual(Object.keys(carrier), ['fedotel']);
    assert.equal(JSON.stringify(carrier).includes('anna'), false);
    assert.equal(report.span, undefined);
    assert.deepEqual(clientSpans(), []);
    assert.deepEqual(
      relayed().map((span) => span.attributes['fl.client.id']),
      [seen],
    );
    assert.equal(relayed()[0]?.parentSpanContext?.spanId, sdk.spansOf('fl.task.client')[0]?.spanContext().spanId);
  });

  for (const [title, privacy] of [
    ['nothing about clients is recorded', { perClient: false }],
    ['how long clients compute is hidden', { perClient: ['samples'] }],
  ] as const) {
    it(`sends nothing, and nothing is relayed for it, where ${title}`, async () => {
      const { carrier } = await answer(privacy);
      assert.equal(carrier.traceparent, undefined);
      assert.deepEqual([...clientSpans(), ...relayed()], []);
    });
  }

  it('has no span on the server either where nothing about clients is recorded', async () => {
    const { carrier, seen } = await answer({ perClient: false });
    assert.equal(seen, '');
    assert.equal(carrier.fedotel.includes('anna'), false);
    assert.deepEqual(
      sdk.spans().map((span) => span.attributes['fl.span.type']),
      ['fl.round'],
    );
  });

  it('cannot smuggle hidden fields in its report', () => {
    const { run, updates } = record({ privacy: { perClient: ['samples'] } });
    const round = run.startRound({ number: 1 });
    round.clientUpdate({ client: 'anna', report: SMUGGLED });
    round.end();
    const [update] = updates();
    assert.deepEqual([update?.names, update?.values], [['fl.client.samples'], [3]]);
    assert.deepEqual(update?.metricNames, []);
    assert.deepEqual(Object.keys(update?.marker ?? {}), ['fl.client.state', 'fl.update.result']);
    assert.deepEqual(relayed(), []);
  });

  it('cannot smuggle what secure aggregation refuses, nor secrets', () => {
    const { run, updates } = record({ secureAggregation: true });
    run.clientUpdate({
      round: 1,
      client: 'anna',
      report: { ...SMUGGLED, metrics: { val_loss: 1 }, attributes: { deep: { acc: 1, ok: 2 }, password: 'x' } },
    });
    const [update] = updates();
    assert.equal(update?.names.includes('fl.client.loss'), false);
    assert.deepEqual(update?.metricNames, []);
    assert.deepEqual(update?.marker['fl.client.extra.deep'], { ok: 2 });
    assert.equal(update?.marker['fl.client.extra.password'], '[redacted]');
  });

  it('cannot turn privacy off by saying that it sends its span itself', () => {
    const { run } = record({ privacy: PSEUDONYMS });
    const round = run.startRound({ number: 1 });
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    round.clientUpdate({ client: 'anna', report: { ...SMUGGLED, span: { traceparent, exported: true } } });
    round.end();
    assert.equal(JSON.stringify(sdk.spans().map((span) => span.attributes)).includes('anna'), false);
  });
});
