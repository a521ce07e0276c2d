import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Bridge, createBridge } from '../../exporters/bridge/index.js';
import type { JournalEvent } from '../../exporters/journal/events.js';
import { runCommand } from '../support/command.js';
import { readEvents, readRun } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { node24Peer } from './node-24.js';
import { type RecordingProxy, startRecordingProxy } from './recording-proxy.js';

/** Node.js with a generation of the official packages. */
interface Lane {
  readonly node: string;
  /** The `node_modules` folder that has the packages. */
  readonly modules: string;
  /** Major version of @opentelemetry/sdk-metrics there. */
  readonly sdk: number;
}

const ROUND = { attempt: 1_750_000_000_000, round: 1 };
const at = (seconds: number, nanos = '000000000') => {
  const second = new Date((1_750_000_000 + seconds) * 1000).toISOString().slice(0, 19);
  return `${second}.${nanos}Z`;
};

describe('the official OpenTelemetry exporters for JavaScript', function () {
  this.timeout(300_000);
  const folder = temporaryFolder('js-exporters');
  let bridge: Bridge;
  let proxy: RecordingProxy;

  before(async () => {
    bridge = await createBridge({ runsDir: folder.path, listen: { port: 0 } });
    proxy = await startRecordingProxy(bridge.url);
  });
  after(async () => {
    await proxy.close();
    await bridge.stop();
    folder.remove();
  });
  beforeEach(() => {
    proxy.passed.length = 0;
  });

  const lanes: readonly (readonly [string, () => Promise<Lane>])[] = [
    ['SDK 2.x', async () => ({ node: process.execPath, modules: 'node_modules', sdk: 2 })],
    ['SDK 3.x on Node.js 24', async () => ({ ...(await node24Peer()), sdk: 3 })],
  ];

  /** Runs a script with a lane's packages against the proxy. */
  async function run(lane: Lane, script: string, env: Readonly<Record<string, string>>): Promise<void> {
    const manifest = readFileSync(join(lane.modules, '@opentelemetry/sdk-metrics/package.json'), 'utf8');
    assert.equal(Number.parseInt((JSON.parse(manifest) as { version: string }).version, 10), lane.sdk);
    const app = join(folder.path, `app-${lane.sdk}`);
    if (!existsSync(app)) {
      mkdirSync(app);
      symlinkSync(resolve(lane.modules), join(app, 'node_modules'));
    }
    copyFileSync(`test/peers/js-sdk/${script}`, join(app, script));
    const settings = { env: { ...environment(), ...env, ENDPOINT: proxy.url } };
    const { stderr } = await runCommand(lane.node, [join(app, script)], settings);
    assert.equal(stderr, '');
  }

  for (const [name, open] of lanes) {
    describe(name, () => {
      let lane: Lane;
      before(async () => {
        lane = await open();
      });

      for (const [encoding, contentType] of [
        ['proto', 'application/x-protobuf'],
        ['http', 'application/json'],
      ] as const) {
        for (const compression of ['none', 'gzip'] as const) {
          for (const copies of [1, 2]) {
            const how = copies === 1 ? 'once' : 'each request twice';
            it(`deliver points, events and spans: ${contentType}, compression ${compression}, ${how}`, async () => {
              const runId = `js-${lane.sdk}-${encoding}-${compression}-${copies}`;
              const env = { RUN_ID: runId, ENCODING: encoding, COMPRESSION: compression, COPIES: String(copies) };
              await run(lane, 'send-signals.mjs', env);

              const paths = ['/v1/metrics', '/v1/logs', '/v1/traces'].flatMap((path) => Array(copies).fill(path));
              assert.deepEqual(
                proxy.passed.map(({ path, status }) => [path, status]),
                paths.map((path) => [path, 200]),
              );
              for (const request of proxy.passed) {
                assert.equal(request.contentType, contentType);
                assert.equal(request.contentEncoding, compression === 'gzip' ? 'gzip' : undefined);
              }
              if (copies === 2) assertSameBodies(proxy);
              assertEvents(runId, await readEvents(join(folder.path, `${runId}.jsonl`)));
              await assertRun(join(folder.path, `${runId}.jsonl`));
            });
          }
        }
      }

      it('add one event for a gauge that is exported 20 times, and one for each new value', async () => {
        const env = { RUN_ID: `gauge-${lane.sdk}`, VALUES: '[0.5]', EXPORTS: '20' };
        await run(lane, 'export-gauge.mjs', env);
        assert.equal(new Set(proxy.passed.map(({ body }) => body.toString('hex'))).size, 21, 'every export is another');
        const path = join(folder.path, `gauge-${lane.sdk}.jsonl`);
        const updates = async () => (await readEvents(path)).filter(isUpdate);
        const [update, ...more] = await updates();
        assert.deepEqual(more, []);
        assert.equal(update?.source, 'gauge');
        assert.deepEqual(update?.clients, [{ client_id: 'a', round: 1, local_loss: 0.5 }]);

        await run(lane, 'export-gauge.mjs', { ...env, VALUES: '[0.5, 0.25, 0.125]', EXPORTS: '3' });
        assert.deepEqual(
          (await updates()).map(({ clients }) => clients[0]?.local_loss),
          [0.5, 0.25, 0.125],
        );
        const [round] = (await readRun(path)).rounds;
        assert.deepEqual(
          round?.clients.map(({ clientId, fields, updates }) => [clientId, fields.local_loss, updates.length]),
          [['a', 0.125, 1]],
        );
      });
    });
  }
});

/** This process's environment without what would steer an SDK. */
function environment(): Record<string, undefined> {
  const steering = Object.keys(process.env).filter((name) => /^OTEL_|_proxy$/i.test(name));
  return Object.fromEntries(steering.map((name) => [name, undefined]));
}

function assertSameBodies({ passed }: RecordingProxy): void {
  for (let n = 0; n < passed.length; n += 2) {
    assert.equal(passed[n]?.path, passed[n + 1]?.path);
    // gzip may differ in its header only; the events prove the rest.
    assert.equal(passed[n]?.body.length, passed[n + 1]?.body.length);
  }
}

function isUpdate(event: JournalEvent): event is JournalEvent & { event_type: 'client_update' } {
  return event.event_type === 'client_update';
}

/** Every datum that the script sends, each once, in the journal's names and units. */
function assertEvents(runId: string, events: readonly JournalEvent[]): void {
  assert.ok(events.every(({ run_id, attempt }) => run_id === runId && attempt === ROUND.attempt));
  const of = (type: JournalEvent['event_type']) =>
    events.filter(({ event_type }) => event_type === type).map(({ event_type: _type, run_id: _run, ...rest }) => rest);
  const counts = new Map<string, number>();
  for (const { event_type } of events) counts.set(event_type, (counts.get(event_type) ?? 0) + 1);
  assert.deepEqual(Object.fromEntries([...counts].sort()), {
    client_dropout: 1,
    client_update: 3,
    evaluation: 1,
    finished: 1,
    init: 1,
    round_end: 1,
    round_start: 1,
    run_update: 1,
    task: 2,
  });
  const shared = { round: 1, status: 'active', device: 'jetson' };
  const clients = [
    { client_id: 'a', ...shared, local_loss: 0.5, num_samples: 10, bytes_sent: 5_000_000_000, f1: 0.25 },
    { client_id: 'b', ...shared, local_loss: 0.25, num_samples: 20, bytes_sent: 7, f1: 0.75 },
  ];
  assert.deepEqual(of('client_update'), [
    { ...ROUND, timestamp: at(1, '000000001'), field_count: 5, clients: [clients[0]] },
    { ...ROUND, timestamp: at(1, '000000002'), field_count: 5, clients: [clients[1]] },
    {
      ...ROUND,
      timestamp: at(1, '000000005'),
      clients: [
        { client_id: 'c', round: 1, local_loss: 0.75, num_samples: 30, f1: 0.5, status: 'active', device: 'phone' },
      ],
    },
  ]);
  const evaluation = { client_id: 'a', ...shared, local_loss: 0.125, num_samples: 5, bytes_sent: 0, f1: 1 };
  assert.deepEqual(of('evaluation'), [
    { ...ROUND, timestamp: at(2, '999999999'), field_count: 5, operation: 'evaluate', client: evaluation },
  ]);
  assert.deepEqual(of('client_dropout'), [
    { ...ROUND, timestamp: at(2, '000000005'), reason: 'battery', clients: [{ client_id: 'd', status: 'dropped' }] },
  ]);
}

/** The same run as its model tells it. */
async function assertRun(path: string): Promise<void> {
  const run = await readRun(path);
  assert.deepEqual([run.state, run.job, run.algorithm, run.plannedRounds], ['finished', 'peer-job', 'FedAvg', 1]);
  assert.deepEqual(run.config, { rate: 0.1, layers: [32, 10], nested: { deep: true } });
  assert.deepEqual(run.emitted, { updates: 3, rounds: 1 });
  const [round, ...more] = run.rounds;
  assert.deepEqual(more, []);
  assert.deepEqual(
    [round?.selected, round?.completed, round?.failed, round?.dropped, round?.stragglers],
    [4, 3, 0, 1, 0],
  );
  assert.deepEqual([round?.globalAccuracy, round?.globalLoss, round?.durationSeconds], [0.875, 0.3, 2.5]);
  assert.ok(round?.clients.every(({ updates }) => updates.every(({ complete }) => complete)));
  const spans = round?.tasks.filter(({ measured }) => measured) ?? [];
  assert.deepEqual(
    spans.map(({ kind, clientId, error }) => [kind, clientId, error]),
    [
      ['round', undefined, undefined],
      ['task', 'd', 'battery'],
    ],
  );
  assert.equal(spans[1]?.parentSpanId, spans[0]?.spanId);
  assert.equal(spans[1]?.traceId, spans[0]?.traceId);
}
