import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { createTransport, type TransportLimits } from '../../../../../exporters/mlflow/api/http/transport.js';
import type { HttpOutcome } from '../../../../../exporters/mlflow/api/http/types.js';
import { type GivenMlflowSettings, readMlflowSettings } from '../../../../../exporters/mlflow/settings/index.js';
import { type FakeMlflow, startFakeMlflow } from '../../../../support/fake-mlflow/fake-mlflow.js';
import { faults } from '../../../../support/fake-mlflow/faults.js';

const CERTIFICATE = 'test/fixtures/tls/localhost.crt';

describe('transport to MLflow', () => {
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });
  const transportTo = (trackingUri: string, given: GivenMlflowSettings = {}, limits: TransportLimits = {}) => {
    const settings = readMlflowSettings({ trackingUri, ...given }, { env: {}, home: '/nowhere' });
    const transport = createTransport(settings, limits);
    cleanups.unshift(() => transport.close());
    return transport;
  };
  const fakeServer = async (): Promise<FakeMlflow> => {
    const fake = await startFakeMlflow();
    cleanups.push(() => fake.stop());
    return fake;
  };
  const listening = async (server: Server): Promise<number> => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => server.close());
    return (server.address() as AddressInfo).port;
  };
  const failureOf = (outcome: HttpOutcome) =>
    outcome.kind === 'failed' ? { code: outcome.code, reached: outcome.reached } : outcome;

  it('sends what it is given and reads the answer', async () => {
    const fake = await fakeServer();
    const transport = transportTo(fake.url, { workspace: 'lab', token: 'tok' });
    const outcome = await transport.send({ method: 'POST', path: '/x?y=1', body: { json: '{"ä":1}' } });
    assert.equal(outcome.kind === 'answer' && outcome.status, 500);
    const [seen] = fake.seen;
    assert.deepEqual([seen?.request, seen?.body], ['POST /x', '{"ä":1}']);
    const { authorization, origin } = seen?.headers ?? {};
    assert.deepEqual([authorization, origin], ['Bearer tok', undefined]);
    assert.equal(seen?.headers['x-mlflow-workspace'], 'lab');
    assert.equal(seen?.headers['content-type'], 'application/json');
    assert.match(seen?.headers['user-agent'] ?? '', /^fedotel\/\d/);
  });

  it('names no workspace that nobody set', async () => {
    const fake = await fakeServer();
    await transportTo(fake.url).send({ method: 'GET', path: '/health' });
    assert.equal('x-mlflow-workspace' in (fake.seen[0]?.headers ?? {}), false);
  });

  it('puts the path of the tracking URI first', async () => {
    const fake = await fakeServer();
    await transportTo(`${fake.url}/pre/fix/`).send({ method: 'GET', path: '/health' });
    assert.equal(fake.seen[0]?.request, 'GET /pre/fix/health');
  });

  it('uses one connection for requests that follow each other, and a new one after a silence', async () => {
    const fake = await fakeServer();
    const connections = () => fake.seen.map(({ connection }) => connection);
    const asking = (idleMillis: number) => {
      const transport = transportTo(fake.url, {}, { idleMillis });
      return () => transport.send({ method: 'GET', path: '/health' });
    };
    const askPatiently = asking(60_000);
    await askPatiently();
    await askPatiently();
    assert.deepEqual(connections(), [1, 1]);
    const ask = asking(50);
    await ask();
    await delay(200);
    await ask();
    assert.deepEqual(connections(), [1, 1, 2, 3]);
  });

  it('uses a new connection after an exception of the server', async () => {
    const fake = await fakeServer();
    const transport = transportTo(fake.url);
    fake.fault(faults.crash);
    await transport.send({ method: 'GET', path: '/health' });
    await transport.send({ method: 'GET', path: '/health' });
    assert.deepEqual(
      fake.seen.map(({ connection }) => connection),
      [1, 2],
    );
  });

  it('asks again when a kept connection had been closed, but sends nothing twice', async () => {
    const fake = await fakeServer();
    const transport = transportTo(fake.url);
    await transport.send({ method: 'GET', path: '/health' });
    fake.fault(faults.drop);
    assert.equal((await transport.send({ method: 'GET', path: '/health' })).kind, 'answer');
    fake.fault(faults.drop);
    const lost = await transport.send({ method: 'POST', path: '/x', body: { json: '{}' } });
    assert.deepEqual(failureOf(lost), { code: 'ECONNRESET', reached: true });
    assert.equal(fake.seen.filter(({ request }) => request === 'POST /x').length, 1);
  });

  it('knows a refused connection from a lost answer', async () => {
    const fake = await fakeServer();
    fake.fault(faults.lose);
    const request = { method: 'POST', path: '/x', body: { json: '{}' } } as const;
    assert.deepEqual(failureOf(await transportTo(fake.url).send(request)), { code: 'ECONNRESET', reached: true });
    await fake.stop();
    assert.deepEqual(failureOf(await transportTo(fake.url).send(request)), { code: 'ECONNREFUSED', reached: false });
  });

  it('gives up on a server that takes a connection and says nothing', async () => {
    const port = await listening(createServer((socket) => socket.on('error', () => undefined)));
    const transport = transportTo(`http://127.0.0.1:${port}`, { timeoutSeconds: 1 });
    assert.deepEqual(failureOf(await transport.send({ method: 'GET', path: '/' })), { code: 'TIMEOUT', reached: true });
  });

  it('bounds the answer', async () => {
    const fake = await fakeServer();
    fake.fault({ kind: 'answer', status: 200, mediaType: 'text/plain', body: 'x'.repeat(2000) });
    const transport = transportTo(fake.url, {}, { maxAnswerBytes: 1000 });
    assert.deepEqual(failureOf(await transport.send({ method: 'GET', path: '/' })), {
      code: 'TOO_LARGE',
      reached: true,
    });
  });

  it('does not follow a redirect, which could carry the password away', async () => {
    const fake = await fakeServer();
    const headers = { location: 'http://elsewhere.example/' };
    fake.fault({ kind: 'answer', status: 302, mediaType: 'text/html', body: '', headers });
    const outcome = await transportTo(fake.url).send({ method: 'GET', path: '/' });
    assert.deepEqual(outcome.kind === 'answer' ? [outcome.status, outcome.location] : outcome, [
      302,
      'http://elsewhere.example/',
    ]);
    assert.equal(fake.seen.length, 1);
  });

  it('streams a body, and notices one that is shorter than announced', async () => {
    const fake = await fakeServer();
    const transport = transportTo(fake.url);
    const path = '/api/2.0/mlflow-artifacts/artifacts/1/a';
    const send = (sizeBytes: number) =>
      transport.send({ method: 'PUT', path, body: { stream: Readable.from([Buffer.from('content')]), sizeBytes } });
    assert.equal((await send(7)).kind, 'answer');
    assert.equal(fake.store.artifacts.get('1/a')?.toString(), 'content');
    const short = await send(9);
    assert.equal(short.kind === 'failed' && short.code, 'BODY');
    assert.match(short.kind === 'failed' ? short.message : '', /7 of 9 bytes/);
  });

  it('leaves no open file behind when the server answers before the body is there', async () => {
    const early = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n'));
    });
    const port = await listening(early);
    const endless = new Readable({ read: () => undefined });
    endless.push('begin');
    const body = { stream: endless, sizeBytes: 1_000_000 };
    const outcome = await transportTo(`http://127.0.0.1:${port}`).send({ method: 'PUT', path: '/', body });
    assert.equal(outcome.kind === 'answer' && outcome.status, 401);
    assert.ok(endless.destroyed);
  });

  it('ends what is under way when it is closed', async () => {
    const port = await listening(createServer((socket) => socket.on('error', () => undefined)));
    const transport = transportTo(`http://127.0.0.1:${port}`);
    const waiting = transport.send({ method: 'GET', path: '/' });
    await delay(20);
    transport.close();
    assert.equal((await waiting).kind, 'failed');
  });

  describe('with TLS', () => {
    const secure = async (): Promise<string> => {
      const options = { cert: readFileSync(CERTIFICATE), key: readFileSync('test/fixtures/tls/localhost.key') };
      const port = await listening(createTlsServer(options, (_, response) => response.end('3.17.2')));
      return `https://localhost:${port}`;
    };
    const statusWith = async (given: GivenMlflowSettings) => {
      const outcome = await transportTo(await secure(), given).send({ method: 'GET', path: '/version' });
      return outcome.kind === 'answer' ? outcome.status : outcome.code;
    };

    it('trusts nobody unasked', async () => {
      assert.match(String(await statusWith({})), /SELF_SIGNED|UNABLE_TO/);
    });

    it('trusts the certificate that it is told to trust', async () => {
      assert.equal(await statusWith({ serverCert: CERTIFICATE }), 200);
    });

    it('trusts everybody when it is told to', async () => {
      assert.equal(await statusWith({ insecureTls: true }), 200);
    });

    it('refuses a key that is none before anything is sent', () => {
      assert.throws(() => transportTo('https://localhost', { clientCert: CERTIFICATE }), {
        message: /^MLFLOW_TRACKING_CLIENT_CERT_PATH: expected certificates and a key in PEM, got /,
      });
    });
  });
});
