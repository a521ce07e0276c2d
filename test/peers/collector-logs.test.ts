import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { context, metrics, trace } from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import { type Bridge, createBridge } from '../../exporters/bridge/index.js';
import { startRunOn } from '../../lib/run/start-run.js';
import { startForTest, type TestTelemetry } from '../lib/telemetry/fixtures.js';
import { post, updatesBody } from '../support/otlp-json.js';
import { readEvents } from '../support/read-run.js';
import { type RecordingServer, startRecordingServer } from '../support/recording-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { type Collector, startCollector } from './collector/collector-process.js';
import { exportOverGrpc } from './collector/grpc.js';
import { untilSent } from './collector/queues.js';

const BRIDGE = 'otlp_http/bridge';
/** Longest wait for the Collector's answers; one that was killed may take a few attempts. */
const LIMIT_SECONDS = 120;

/** A log record as OTLP/JSON has it. */
interface LogLine {
  readonly body?: { readonly stringValue?: string };
  readonly severityNumber?: number;
  readonly eventName?: string;
  readonly traceId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}

interface LogRequest {
  readonly resourceLogs: readonly { readonly scopeLogs: readonly { readonly logRecords: readonly LogLine[] }[] }[];
}

describe('logs through the Collector', () => {
  const folder = temporaryFolder('collector-logs');
  let backend: RecordingServer;
  let bridge: Bridge;
  let collector: Collector;
  let started: TestTelemetry | undefined;

  before(async () => {
    backend = await startRecordingServer();
    bridge = await createBridge({ runsDir: join(folder.path, 'runs'), listen: { port: 0 } });
    collector = await startCollector({
      configs: ['full.yaml', 'log-store.yaml'],
      folder: join(folder.path, 'collector'),
      env: {
        FEDOTEL_BRIDGE_ENDPOINT: bridge.url,
        FEDOTEL_TRACES_ENDPOINT: backend.url,
        FEDOTEL_LOGS_ENDPOINT: backend.url,
      },
    });
  });
  after(async () => {
    await started?.telemetry.shutdown({ timeoutSeconds: 1 });
    for (const api of [trace, metrics, context, logs]) api.disable();
    await collector?.kill();
    await bridge?.stop();
    await backend?.close();
    folder.remove();
  });

  /** Records of the file that the Collector writes. */
  function inFile(): LogLine[] {
    const lines = readFileSync(join(collector.folder, 'logs', 'otlp.jsonl'), 'utf8')
      .trim()
      .split('\n');
    return lines.flatMap((line) => recordsOf(JSON.parse(line) as LogRequest));
  }

  /** Records that the log store was sent. */
  function inStore(): string[] {
    const bodies: string[] = [];
    const ignore = () => undefined;
    backend.replay({
      resource: ignore,
      scope: ignore,
      numberPoint: ignore,
      otherPoints: ignore,
      span: ignore,
      logRecord: ({ body, eventName }) => bodies.push(eventName === '' ? String(body) : eventName),
    });
    return bodies;
  }

  const said = (text: string) => inFile().filter(({ body }) => body?.stringValue === text);

  it('are in the file with run, round and the trace of the round, beside the events of the run', async () => {
    started = await startForTest({ endpoint: collector.url, registerGlobals: true, job: 'digits' });
    const run = startRunOn(started.core, { job: 'digits', runId: 'logged' });
    const round = run.startRound({ number: 3, selected: 1 });
    logs.getLogger('app').emit({ body: 'a client is slow', severityNumber: SeverityNumber.WARN });
    round.clientUpdate({ client: 'a', loss: 0.5 });
    round.end({ accuracy: 0.5 });
    await run.finish();
    assert.equal((await started.telemetry.flush({ timeoutSeconds: LIMIT_SECONDS })).complete, true);
    await untilSent(collector, 'otlp_http/traces');
    const [record, ...more] = said('a client is slow');
    assert.deepEqual(more, []);
    assert.equal(record?.severityNumber, SeverityNumber.WARN);
    const attribute = (key: string) => Object.values(record?.attributes.find((one) => one.key === key)?.value ?? {})[0];
    assert.deepEqual(['fl.run.id', 'fl.job.name', 'fl.round.number'].map(attribute), ['logged', 'digits', '3']);
    const span = backend.spans().find(({ name }) => name.startsWith('round '));
    assert.ok(span);
    assert.equal(record?.traceId, span.traceId);
    assert.ok(inFile().some(({ eventName }) => eventName === 'fl.round.finished'));
  });

  it('are in the log store, too', async () => {
    await untilSent(collector, 'otlp_http/logs');
    const stored = inStore();
    assert.equal(stored.filter((body) => body === 'a client is slow').length, 1);
    assert.equal(stored.filter((body) => body === 'fl.round.finished').length, 1);
  });

  it('leave the run file as it is: it keeps what belongs to the run', async () => {
    await untilSent(collector, BRIDGE);
    const events = await readEvents(join(folder.path, 'runs', 'logged.jsonl'));
    const count = (type: string) => events.filter(({ event_type }) => event_type === type).length;
    assert.deepEqual([count('round_end'), count('client_update'), count('finished')], [1, 1, 1]);
    assert.ok(!JSON.stringify(events, (_, value) => (typeof value === 'bigint' ? `${value}` : value)).includes('slow'));
  });

  it('stay in the file when the Collector is killed, and go on in it', async () => {
    logs.getLogger('app').emit({ body: 'before the kill' });
    assert.equal((await started?.telemetry.flush({ timeoutSeconds: LIMIT_SECONDS }))?.complete, true);
    await collector.restart();
    logs.getLogger('app').emit({ body: 'after the kill' });
    assert.equal((await started?.telemetry.flush({ timeoutSeconds: LIMIT_SECONDS }))?.complete, true);
    assert.deepEqual(
      ['a client is slow', 'before the kill', 'after the kill'].map((text) => said(text).length),
      [1, 1, 1],
    );
  });

  it('hold up nobody while the log store is away', async () => {
    await backend.close();
    logs.getLogger('app').emit({ body: 'store away' });
    assert.equal((await started?.telemetry.flush({ timeoutSeconds: LIMIT_SECONDS }))?.complete, true);
    assert.equal(said('store away').length, 1);
    await untilSent(collector, BRIDGE);
  });

  it('come beside what senders of OTLP/gRPC say, which reaches the run file', async () => {
    const update = { client: 'x', round: 1, time: 1_750_000_000_000_000_001n, loss: 0.25, samples: 3 };
    assert.equal(await exportOverGrpc(collector.grpc, updatesBody('over-grpc', [update])), 0);
    const again = await post(`${collector.url}/v1/metrics`, updatesBody('over-grpc', [update]));
    assert.equal(again?.status, 200);
    // The bridge has written what it has answered for.
    await untilSent(collector, BRIDGE);
    const updates = (await readEvents(join(folder.path, 'runs', 'over-grpc.jsonl'))).filter(
      ({ event_type }) => event_type === 'client_update',
    );
    assert.equal(updates.length, 1);
  });
});

function recordsOf({ resourceLogs }: LogRequest): LogLine[] {
  return resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords));
}
