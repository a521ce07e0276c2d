import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCore, type OpenRun } from '../../../../lib/core/core.js';
import type { TelemetryOptions } from '../../../../lib/telemetry/types.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { type FakeReceiver, startReceiver } from '../fake-receiver.js';
import { event, pushEvents, RUN, startForTest, type TestTelemetry, until } from '../fixtures.js';

const WORKER = new URL('./fake-worker.js', import.meta.url);

/** A run as far as telemetry cares. */
const OPEN_RUN: OpenRun = { identity: RUN, end: () => undefined };

describe('destination', () => {
  const open: { close(): Promise<unknown> }[] = [];
  let folder: ReturnType<typeof temporaryFolder>;
  let runsDir: string;

  beforeEach(() => {
    folder = temporaryFolder('telemetry');
    runsDir = folder.path;
  });

  afterEach(async () => {
    for (const item of open.splice(0).reverse()) {
      await item.close();
    }
    folder.remove();
  });

  async function start(options: TelemetryOptions, environment = {}): Promise<TestTelemetry> {
    const started = await startForTest(options, { worker: WORKER, environment });
    open.push({ close: () => started.telemetry.shutdown({ timeoutSeconds: 0.2 }) });
    return started;
  }

  async function receive(port?: number, instance?: string): Promise<FakeReceiver> {
    const receiver = await startReceiver(port, instance);
    open.push(receiver);
    return receiver;
  }

  it('sends each signal to its own variable, the base for the rest, and says so', async () => {
    const [metrics, rest] = [await receive(), await receive()];
    const { core, telemetry, lines } = await start(
      { traces: 'none' },
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: `${rest.url}/base/`,
        OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${metrics.url}/own/metrics`,
      },
    );
    pushEvents(core, event('fl.run.started'));
    core.outbox.points.push(
      { kind: 'scalar', run: RUN, time: [1, 1], name: 'a', step: 1, value: 1, client: undefined, round: undefined },
      9,
    );
    await telemetry.flush({ timeoutSeconds: 5 });
    assert.deepEqual(new Set(rest.requests.map(({ path }) => path)), new Set(['/base/v1/logs']));
    assert.deepEqual(new Set(metrics.requests.map(({ path }) => path)), new Set(['/own/metrics']));
    assert.equal(
      lines[0],
      `fedotel: telemetry goes metrics to ${metrics.url}/own/metrics (OTEL_EXPORTER_OTLP_METRICS_ENDPOINT); ` +
        `traces off; logs to ${rest.url}/base (OTEL_EXPORTER_OTLP_ENDPOINT)`,
    );
  });

  it('sends headers, compression and user credentials as configured, and shows no credentials', async () => {
    const receiver = await receive();
    const { core, telemetry } = await start(
      {
        endpoint: receiver.url.replace('//', '//user:secret@'),
        headers: { Authorization: 'Bearer t' },
        compression: 'gzip',
      },
      { OTEL_EXPORTER_OTLP_HEADERS: 'x-team=a%20b,authorization=weak' },
    );
    pushEvents(core, event('fl.run.started'));
    await telemetry.flush({ timeoutSeconds: 5 });
    const headers = receiver.requests[0]?.headers;
    assert.deepEqual(
      [headers?.['x-team'], headers?.authorization, headers?.['content-encoding']],
      ['a b', 'Bearer t', 'gzip'],
    );
    assert.ok(!telemetry.description.includes('secret'), telemetry.description);
  });

  it('finds the running bridge of the runs folder', async () => {
    const bridge = await receive(0, 'abc');
    writeBridgeFile(runsDir, { url: bridge.url, instance: 'abc' });
    const { core, telemetry } = await start({}, { FEDOTEL_RUNS_DIR: runsDir });
    // At the start, or at a later look where the first got no answer in time.
    await until(() => /running bridge/.test(telemetry.description), 'a bridge');
    assert.match(telemetry.description, new RegExp(`to the running bridge ${bridge.url} of .*FEDOTEL_RUNS_DIR`));
    pushEvents(core, event('fl.run.started'));
    assert.equal((await telemetry.flush({ timeoutSeconds: 5 })).complete, true);
    assert.equal(bridge.records('logs').length, 1);
  });

  for (const [what, file] of [
    ['another program has the port', (url: string) => ({ url, instance: 'someone else' })],
    ['the file is not from a bridge', () => ({ hello: 1 })],
    ['the URL is no URL', () => ({ url: 'nonsense', instance: 'abc' })],
    ['nobody listens', () => ({ url: 'http://127.0.0.1:1', instance: 'abc' })],
  ] as const) {
    it(`trusts no bridge file when ${what}, waits, and finds a bridge that comes later`, async () => {
      const bridge = await receive(0, 'abc');
      writeBridgeFile(runsDir, file(bridge.url));
      const { core, telemetry, lines } = await start({ runsDir });
      assert.match(telemetry.description, /which the first process to start a run has/);
      pushEvents(core, event('fl.run.started'));
      assert.equal((await telemetry.flush({ timeoutSeconds: 0.05 })).complete, false);
      assert.equal(bridge.requests.length, 0);
      writeBridgeFile(runsDir, { url: bridge.url, instance: 'abc' });
      assert.equal((await telemetry.flush({ timeoutSeconds: 5 })).complete, true);
      assert.equal(lines.length, 1, 'nothing is said before there is a bridge');
    });
  }

  it('moves to the new bridge when the one in use dies, and loses nothing', async () => {
    const first = await receive(0, 'first');
    writeBridgeFile(runsDir, { url: first.url, instance: 'first' });
    const { core, telemetry } = await start({ runsDir });
    pushEvents(core, event('one'));
    await telemetry.flush({ timeoutSeconds: 5 });
    await first.close();
    pushEvents(core, event('two'));
    await telemetry.flush({ timeoutSeconds: 0.1 });
    const second = await receive(0, 'second');
    writeBridgeFile(runsDir, { url: second.url, instance: 'second' });
    pushEvents(core, event('three'));
    assert.equal((await telemetry.flush({ timeoutSeconds: 8 })).complete, true);
    assert.deepEqual(
      second.records('logs').map(({ name }) => name),
      ['two', 'three'],
    );
  });

  it('takes no refusal from a program that got the port of a dead bridge', async () => {
    const bridge = await receive(undefined, 'first');
    writeBridgeFile(runsDir, { url: bridge.url, instance: 'first' });
    const { core, telemetry } = await start({ runsDir });
    await bridge.close();
    const stranger = await receive(bridge.port, 'stranger');
    stranger.answer = () => ({ status: 404 });
    pushEvents(core, event('one'));
    assert.equal((await telemetry.flush({ timeoutSeconds: 0.5 })).complete, false);
    assert.equal(telemetry.dropped.events, 0);
    assert.equal(core.outbox.events.size, 1);
  });

  it('starts no bridge in a process that starts no run', async () => {
    const { core, telemetry } = await start({ runsDir });
    pushEvents(core, event('one'));
    assert.equal((await telemetry.flush({ timeoutSeconds: 0.6 })).complete, false);
    assert.throws(() => readFileSync(join(runsDir, 'starts')));
  });

  it('embeds a bridge when a run starts, drains it at the end and says what is owed and how to send it', async () => {
    const { core, telemetry, lines } = await start({ runsDir, to: ['map', 'owe', 'mlflow=http://me:s3cret@host'] });
    core.runStarted(OPEN_RUN);
    pushEvents(core, event('fl.run.started'));
    assert.equal((await telemetry.flush({ timeoutSeconds: 8 })).complete, true);
    assert.match(telemetry.description, /to an embedded bridge that writes/);
    const result = await telemetry.shutdown({ timeoutSeconds: 5 });
    assert.deepEqual(result.owed, [{ sink: 'mlflow', run: 'run-1', events: 7 }]);
    assert.match(read(runsDir, 'received'), /^fl\.run\.started$/m);
    assert.deepEqual(lines, [
      'fedotel: the disk is nearly full',
      lines[1],
      'fedotel: closing within true s',
      `fedotel: still owed: 7 events of run run-1 to mlflow. Send it with: fedotel bridge --runs-dir ${lines[3]?.split(' ').at(-3)} --to map,owe,mlflow=http://***@host`,
    ]);
  });

  it('gives the worker none of the command line hooks of the app', async () => {
    process.env.NODE_OPTIONS = '--trace-warnings';
    try {
      const { core, telemetry } = await start({ runsDir, to: ['map'] });
      core.runStarted(OPEN_RUN);
      pushEvents(core, event('one'));
      await telemetry.flush({ timeoutSeconds: 8 });
    } finally {
      delete process.env.NODE_OPTIONS;
    }
    assert.deepEqual(JSON.parse(read(runsDir, 'starts')), { to: ['map'], options: null });
  });

  it('starts the embedded bridge again when it dies under a request, and sends that again', async () => {
    const { core, telemetry } = await start({ runsDir, to: ['die-once'], metrics: 'none' });
    core.runStarted(OPEN_RUN);
    pushEvents(core, event('one'));
    assert.equal((await telemetry.flush({ timeoutSeconds: 9 })).complete, true);
    assert.equal(read(runsDir, 'received').trim(), 'one\none');
    assert.equal(read(runsDir, 'starts').trim().split('\n').length, 2);
  });

  it('takes over when the bridge of another process dies', async () => {
    const other = await receive(0, 'other');
    writeBridgeFile(runsDir, { url: other.url, instance: 'other' });
    const { core, telemetry } = await start({ runsDir });
    core.runStarted(OPEN_RUN);
    pushEvents(core, event('one'));
    await telemetry.flush({ timeoutSeconds: 5 });
    await other.close();
    pushEvents(core, event('two'));
    assert.equal((await telemetry.flush({ timeoutSeconds: 9 })).complete, true);
    assert.deepEqual(
      other.records('logs').map(({ name }) => name),
      ['one'],
    );
    assert.equal(read(runsDir, 'received').trim(), 'two');
  });

  it('uses the bridge that holds the lock of the folder', async () => {
    const { core, telemetry } = await start({ runsDir, to: ['locked'] });
    core.runStarted(OPEN_RUN);
    pushEvents(core, event('one'));
    await until(() => existsText(runsDir, 'failed'), 'the start of the worker');
    const owner = await receive(0, 'owner');
    writeBridgeFile(runsDir, { url: owner.url, instance: 'owner' });
    assert.equal((await telemetry.flush({ timeoutSeconds: 9 })).complete, true);
    assert.equal(owner.records('logs').length, 1);
  });

  for (const [behaviour, message] of [
    ['fail-once', /cannot start \(the folder is in use\)/],
    ['throw', /cannot start \(broken worker\)/],
  ] as const) {
    it(`says why an embedded bridge does not start and tries again (${behaviour})`, async () => {
      const core = createCore();
      const said: string[] = [];
      core.warnings.warn = (_, text) => said.push(text);
      const started = await startForTest({ runsDir, to: [behaviour] }, { worker: WORKER, core });
      open.push({ close: () => started.telemetry.shutdown({ timeoutSeconds: 0.2 }) });
      core.runStarted(OPEN_RUN);
      pushEvents(core, event('one'));
      await until(
        () => existsText(runsDir, 'starts') && read(runsDir, 'starts').split('\n').length > 2,
        'a second start',
      );
      assert.match(said.join('\n'), message);
    });
  }

  it('ends an embedded bridge that does not stop when it is told to', async () => {
    const { core, telemetry } = await start({ runsDir, to: ['never-stop'] });
    core.runStarted(OPEN_RUN);
    pushEvents(core, event('one'));
    await telemetry.flush({ timeoutSeconds: 8 });
    assert.deepEqual((await telemetry.shutdown({ timeoutSeconds: 0.3 })).owed, []);
  });
});

function writeBridgeFile(runsDir: string, content: object): void {
  mkdirSync(join(runsDir, '.state'), { recursive: true });
  writeFileSync(join(runsDir, '.state', 'bridge.json'), JSON.stringify(content));
}

function read(runsDir: string, name: string): string {
  return readFileSync(join(runsDir, name), 'utf8');
}

function existsText(runsDir: string, name: string): boolean {
  try {
    read(runsDir, name);
    return true;
  } catch {
    return false;
  }
}
