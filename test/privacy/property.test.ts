import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createCore } from '../../lib/core/core.js';
import { startRunOn } from '../../lib/run/start-run.js';
import { createWriter } from '../../lib/tracking/index.js';
import type { Round, Run, RunOptions } from '../../lib/types.js';
import { clientFields } from '../../semconv/index.js';
import { createSilentWarnings } from '../lib/support/recording.js';
import { startForTest } from '../lib/telemetry/fixtures.js';
import { isIn, needlesOfNumber, needlesOfText } from './needles.js';
import { startWireServer, type WireServer } from './wire-server.js';

const KEY = 'a key of the property tests';

/** Free data of any shape, with keys and texts of an app's own. */
const freeData = fc.dictionary(fc.string({ maxLength: 12 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 });

/** Any update: known fields, unknown ones, numbers of all kinds, odd types. */
const updates = fc.record(
  {
    ...Object.fromEntries(clientFields.map(({ field }) => [field, fc.oneof(fc.double(), fc.string(), fc.nat())])),
    name: fc.string(),
    state: fc.constantFrom('active', 'failed', 'dropped', 'nonsense'),
    operation: fc.constantFrom('train', 'evaluate'),
    metrics: fc.dictionary(fc.string(), fc.double(), { maxKeys: 4 }),
    attributes: freeData,
    location: fc.record({ lat: fc.double({ min: -90, max: 90 }), lng: fc.double({ min: -180, max: 180 }) }),
    baseRound: fc.nat(),
    extra: fc.anything(),
  },
  { requiredKeys: [] },
);

/** A client's id: any text around a part that is found again. */
const ids = fc.tuple(fc.string({ maxLength: 20 }), fc.uuid()).map(([text, uuid]) => `${text}#${uuid}`);

type Call = (target: { run: Run; round: Round }, client: string, update: object) => void;
const CALLS: readonly Call[] = [
  ({ round }, client, update) => round.clientUpdate({ ...update, client }),
  ({ run }, client, update) => run.clientUpdate({ ...update, client, round: 99 }),
  ({ round }, client) => round.dropout({ client, reason: `${client} timed out` }),
  ({ round }, client) => round.communicationFailure({ client, reason: `lost ${client}` }),
  ({ round }, client) => void round.startTask({ client }).carrier(),
  ({ round }, client) => round.startTask({ client }).end({ error: new Error(`${client} failed`) }),
  ({ round }, client) => round.startTask({ client }).end({ error: client }),
  ({ run }, client) => run.scalar({ name: 'x', step: 1, value: 1, client }),
  ({ run }, client, update) => {
    const { extra } = update as { extra?: unknown };
    const writer = createWriter({ run, client, round: 1 });
    writer.addScalar('x', extra as number);
    writer.addHistogram('x', [extra, extra]);
    writer.addText('x', `${JSON.stringify(extra)}`);
    writer.logParams({ x: extra });
    writer.setTags({ x: `${JSON.stringify(extra)}` });
    writer.logArtifact(`out/${JSON.stringify(extra)}`);
  },
  ({ round }, client) => round.clientUpdate({ client, loss: client as never, report: { v: client } as never }),
];

const plays = fc.array(fc.tuple(fc.constantFrom(...CALLS), ids, updates), { minLength: 1, maxLength: 12 });

describe('whatever an app records', function () {
  this.timeout(300_000);
  let server: WireServer;

  beforeEach(async () => {
    server = await startWireServer();
  });

  afterEach(() => server.close());

  /** All bytes and words of one play. */
  async function play(calls: readonly [Call, string, object][], options: Partial<RunOptions>, asEvents: boolean) {
    const warnings = createSilentWarnings();
    const core = createCore(warnings);
    const { telemetry, lines } = await startForTest(
      { endpoint: server.url, protocol: 'http/json', clientUpdates: asEvents ? 'event' : 'points' },
      { core },
    );
    const run = startRunOn(core, { job: 'any', ...options });
    const round = run.startRound({ number: 1 });
    for (const [call, client, update] of calls) call({ run, round }, client, update);
    round.end();
    await run.finish();
    await telemetry.shutdown({ timeoutSeconds: 60 });
    const said = [...lines, ...warnings.said.map(({ message }) => message)].join('\n');
    return Buffer.concat([server.bytes(), Buffer.from(said)]);
  }

  it('names no client under pseudonyms', async () => {
    await fc.assert(
      fc.asyncProperty(plays, fc.boolean(), async (calls, asEvents) => {
        const bytes = await play(calls, { privacy: { clientIds: 'hmac', key: KEY } }, asEvents);
        for (const [, client] of calls) {
          assert.equal(isIn(bytes, needlesOfText(client.slice(client.lastIndexOf('#') + 1))), false, client);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('says nothing of a single client when that is off', async () => {
    const secret = 0.731_250_913;
    await fc.assert(
      fc.asyncProperty(plays, fc.constantFrom(...clientFields), fc.boolean(), async (calls, { field }, asEvents) => {
        const told = calls.map(([call, client, update]): [Call, string, object] => [
          call,
          client,
          { ...update, [field]: secret, metrics: { x: secret }, attributes: { x: secret }, extra: secret },
        ]);
        const bytes = await play(told, { privacy: { perClient: false, minGroup: 100 } }, asEvents);
        assert.equal(isIn(bytes, needlesOfNumber(secret)), false);
        assert.equal(isIn(bytes, needlesOfText('fl.client.id')), false);
      }),
      { numRuns: 40 },
    );
  });

  it('finds what is not hidden, so that these tests can fail', async () => {
    const client = 'x#3f1b7c1e-0000-4000-8000-9f0a4c7b2d11';
    const [update] = CALLS;
    assert.ok(update !== undefined);
    const bytes = await play([[update, client, { loss: 0.731_250_913 }]], {}, false);
    assert.ok(isIn(bytes, needlesOfText('3f1b7c1e-0000-4000-8000-9f0a4c7b2d11')));
    assert.ok(isIn(bytes, needlesOfNumber(0.731_250_913)));
  });
});
