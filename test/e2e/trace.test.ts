import assert from 'node:assert/strict';
import { createAppProcesses } from '../support/app-process.js';
import { jsonSpans } from '../support/json-requests.js';
import { type RecordedSpan, type RecordingServer, startRecordingServer } from '../support/recording-server.js';
import { type FederationApp, startFederationApp } from './apps/federation.js';

/** OTLP's numbers. */
const INTERNAL = 1;
const SERVER = 2;
const CLIENT = 3;
const PRODUCER = 4;
const CONSUMER = 5;
const STATUS_ERROR = 2;

describe('the trace of a round, as it goes over the wire', () => {
  const apps = createAppProcesses();
  let recorded: RecordingServer;

  beforeEach(async () => {
    recorded = await startRecordingServer();
  });
  afterEach(async () => {
    await apps.killAll();
    await recorded.close();
  });

  async function startServer(mode: 'sync' | 'async' = 'sync'): Promise<FederationApp> {
    const server = startFederationApp(apps, { env: environment() });
    await server.call('startTelemetry');
    await server.call('startRun', { job: 'digits', runId: 'traced', algorithm: 'FedAvg', mode });
    return server;
  }

  async function startClient(env: Readonly<Record<string, string>> = {}): Promise<FederationApp> {
    const client = startFederationApp(apps, { env: { ...environment(), ...env } });
    await client.call('startTelemetry');
    return client;
  }

  const environment = () => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: recorded.url,
    // JSON, because links are read from the bodies.
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  });

  /** Gives a task to a client and takes its answer. */
  async function workTogether(server: FederationApp, client: FederationApp, round: number, id: string) {
    const report = await client.call('work', await server.call('startTask', round, id), { loss: 0.5 });
    await server.call('update', round, { client: id, report });
  }

  async function endAll(...all: readonly FederationApp[]): Promise<void> {
    for (const app of all) await app.call('shutdown');
  }

  const spansOf = (type: string, round?: number): RecordedSpan[] =>
    recorded
      .spans()
      .filter(({ attributes }) => attributes.get('fl.span.type') === type)
      .filter(({ attributes }) => round === undefined || attributes.get('fl.round.number') === round);

  function only(type: string, round: number, client?: string): RecordedSpan {
    const found = spansOf(type, round).filter(
      ({ attributes }) => client === undefined || attributes.get('fl.client.id') === client,
    );
    const [span] = found;
    assert.ok(span !== undefined && found.length === 1, `${found.length} spans ${type} of round ${round}, ${client}`);
    return span;
  }

  it('holds both sides of every task, aggregation and evaluation, joined across processes', async () => {
    const server = await startServer();
    const clients = new Map([
      ['a', await startClient()],
      ['b', await startClient()],
    ]);
    for (const number of [1, 2, 3]) {
      await server.call('startRound', { number, selected: 2 });
      for (const [id, client] of clients) await workTogether(server, client, number, id);
      await server.call('aggregate', number);
      await server.call('evaluate', number);
      await server.call('endRound', number, { accuracy: 0.5 });
    }
    await server.call('finish');
    await endAll(...clients.values(), server);

    const instances = new Set<unknown>();
    for (const number of [1, 2, 3]) {
      const round = only('fl.round', number);
      assert.deepEqual([round.kind, round.name, round.parentSpanId], [INTERNAL, 'round digits', '']);
      assert.equal(round.attributes.get('fl.round.accuracy'), 0.5);
      for (const type of ['fl.aggregation', 'fl.evaluation']) {
        const span = only(type, number);
        assert.deepEqual([span.kind, span.traceId, span.parentSpanId], [INTERNAL, round.traceId, round.spanId]);
      }
      for (const id of clients.keys()) {
        const given = only('fl.task.client', number, id);
        const done = only('fl.task.server', number, id);
        assert.deepEqual([given.kind, given.name], [CLIENT, 'train digits']);
        assert.deepEqual([given.traceId, given.parentSpanId], [round.traceId, round.spanId]);
        assert.deepEqual([done.kind, done.name], [SERVER, 'train digits']);
        assert.deepEqual([done.traceId, done.parentSpanId], [round.traceId, given.spanId]);
        assert.notEqual(instanceOf(done), instanceOf(given), 'they come from different processes');
        instances.add(instanceOf(given)).add(instanceOf(done));
        for (const span of [given, done]) assert.equal(span.attributes.get('fl.run.id'), 'traced');
      }
    }
    assert.equal(instances.size, 3);
    assert.equal(
      new Set(spansOf('fl.round').map(({ traceId }) => traceId)).size,
      3,
      'each round is a trace of its own',
    );
    assert.equal(recorded.spans().length, 3 * (1 + 2 + 2 * clients.size));
  });

  it('is linked to the trace of the round before', async () => {
    const server = await startServer();
    for (const number of [1, 2, 5]) {
      await server.call('startRound', { number });
      await server.call('endRound', number);
    }
    await endAll(server);
    // By number: requests that are under way at once may come in another order.
    const [first, second, third] = [1, 2, 5].map((number) => only('fl.round', number));
    const links = new Map(jsonSpans(recorded.requests).map(({ spanId, links = [] }) => [spanId, links]));
    const linked = (span: RecordedSpan | undefined) =>
      links.get(span?.spanId ?? '')?.map(({ traceId, spanId }) => [traceId, spanId]);
    assert.deepEqual(linked(first), []);
    assert.deepEqual(linked(second), [[first?.traceId, first?.spanId]]);
    assert.deepEqual(linked(third), [[second?.traceId, second?.spanId]]);
  });

  it('shows failures as status Error with error.type, where they happened', async () => {
    const server = await startServer();
    const client = await startClient();
    await server.call('startRound', { number: 1, selected: 4 });
    const carrier = await server.call('startTask', 1, 'crashes');
    await assert.rejects(client.call('work', carrier, {}, 'no data'), /RangeError: no data/);
    await server.call('communicationFailure', 1, 'crashes', 'connection reset');
    await server.call('startTask', 1, 'leaves');
    await server.call('dropout', 1, 'leaves', 'timeout after 3 s');
    await server.call('startTask', 1, 'straggles');
    await workTogether(server, client, 1, 'works');
    await server.call('endRound', 1, { error: 'quorum' });
    await endAll(client, server);
    const failures = recorded
      .spans()
      .filter(({ statusCode }) => statusCode === STATUS_ERROR)
      .map(({ attributes }) => ['fl.span.type', 'fl.client.id', 'error.type'].map((key) => attributes.get(key)));
    assert.deepEqual(failures.sort(), [
      ['fl.round', undefined, 'quorum'],
      ['fl.task.client', 'crashes', 'communication'],
      ['fl.task.client', 'leaves', 'timeout'],
      ['fl.task.client', 'straggles', 'straggler'],
      ['fl.task.server', 'crashes', 'RangeError'],
    ]);
    const works = recorded.spans().filter(({ attributes }) => attributes.get('fl.client.id') === 'works');
    assert.deepEqual(
      works.map(({ attributes }) => attributes.has('error.type')),
      [false, false],
    );
  });

  it('has the span of a client without telemetry from its report, relayed once, with the client’s own times', async () => {
    const server = await startServer();
    const silent = startFederationApp(apps);
    const speaking = await startClient();
    const traceless = await startClient({ OTEL_TRACES_EXPORTER: 'none' });
    await server.call('startRound', { number: 1, selected: 3 });
    const carrier = await server.call('startTask', 1, 'silent');
    const report = await silent.call('work', carrier, { loss: 0.5 });
    await server.call('update', 1, { client: 'silent', report });
    await workTogether(server, speaking, 1, 'speaking');
    await workTogether(server, traceless, 1, 'traceless');
    await server.call('endRound', 1);
    await endAll(speaking, traceless, server);
    const relayed = only('fl.task.server', 1, 'silent');
    assert.equal(relayed.attributes.get('fl.span.relayed'), true);
    assert.deepEqual([relayed.scope, relayed.kind, relayed.name], ['fedotel.relay', SERVER, 'train digits']);
    const given = only('fl.task.client', 1, 'silent');
    assert.deepEqual([relayed.traceId, relayed.parentSpanId], [given.traceId, given.spanId]);
    for (const [at, seconds] of [
      [relayed.start, report.start],
      [relayed.end, report.end],
    ] as const) {
      const offMillis = Math.abs(at.millis + at.nanos / 1e6 - seconds * 1000);
      assert.ok(offMillis < 0.002, `${offMillis} ms off; a report is exact to the microsecond`);
    }
    assert.equal(only('fl.task.server', 1, 'traceless').attributes.get('fl.span.relayed'), true);
    const own = only('fl.task.server', 1, 'speaking');
    assert.equal(own.attributes.has('fl.span.relayed'), false);
    assert.equal(own.scope, 'fedotel');
    assert.notEqual(instanceOf(own), instanceOf(relayed));
  });

  it('names producers and consumers where aggregation is asynchronous', async () => {
    const server = await startServer('async');
    const client = await startClient();
    const silent = startFederationApp(apps);
    await server.call('startRound', { number: 0 });
    const carrier = await server.call('startTask', 0, 'a');
    await server.call('endRound', 0);
    await server.call('startRound', { number: 1 });
    // The answer to round 0's task comes in round 1.
    const report = await client.call('work', carrier);
    await server.call('update', 1, { client: 'a', baseRound: 0, report });
    await workTogether(server, silent, 1, 'b');
    await server.call('endRound', 1);
    await endAll(client, server);
    const produced = only('fl.task.producer', 0, 'a');
    const consumed = only('fl.task.consumer', 0, 'a');
    assert.deepEqual([produced.kind, consumed.kind], [PRODUCER, CONSUMER]);
    assert.deepEqual([consumed.traceId, consumed.parentSpanId], [produced.traceId, produced.spanId]);
    assert.equal(produced.traceId, only('fl.round', 0).traceId);
    assert.equal(produced.statusCode, 0, 'a task that outlives its round is no failure here');
    assert.equal(only('fl.task.consumer', 1, 'b').attributes.get('fl.span.relayed'), true);
  });
});

/** The process that a span was made in. */
function instanceOf({ resource }: RecordedSpan): unknown {
  const instance = resource.get('service.instance.id');
  assert.ok(typeof instance === 'string' && instance !== '');
  return instance;
}
