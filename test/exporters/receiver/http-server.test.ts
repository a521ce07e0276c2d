import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { createReceiver, type ReceiverOptions } from '../../../exporters/receiver/index.js';
import { recordProof } from '../../support/proof-figures.js';
import { sendJson, sendRaw, startReceiver, until } from './http-client.js';

const OPTIONS: ReceiverOptions = {
  listen: { host: '127.0.0.1', port: 0 },
  accept: async () => ({ kind: 'ok' }),
  health: () => ({ instance: 'test' }),
};
const HEAD = 'POST /v1/logs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

describe('listen', () => {
  it('takes a free port for port 0 and says which', async () => {
    const receiver = await startReceiver();
    assert.ok(receiver.port > 0);
    assert.equal(receiver.url, `http://127.0.0.1:${receiver.port}`);
    await receiver.close();
  });

  it('names the option and the address when it is in use', async () => {
    const receiver = await startReceiver();
    const { port } = receiver;
    await assert.rejects(createReceiver({ ...OPTIONS, listen: { host: '127.0.0.1', port } }), {
      message: new RegExp(
        `^--listen 127\\.0\\.0\\.1:${port}: the address is in use by another program; choose another`,
      ),
    });
    await receiver.close();
    const again = await createReceiver({ ...OPTIONS, listen: { host: '127.0.0.1', port } });
    await again.close();
  });

  it('names the option when the address is not of this host', async () => {
    const listen = { host: '192.0.2.1', port: 4318 };
    await assert.rejects(createReceiver({ ...OPTIONS, listen, tokens: ['t'], terminatedTls: true }), {
      message: /^--listen 192\.0\.2\.1:4318: expected an address of this host, got /,
    });
  });

  it('gives a URL that works when it listens on all interfaces', async () => {
    const receiver = await createReceiver({
      ...OPTIONS,
      listen: { host: '0.0.0.0', port: 0 },
      tokens: ['secret'],
      terminatedTls: true,
    });
    assert.equal(receiver.url, `http://127.0.0.1:${receiver.port}`);
    assert.equal((await sendJson(receiver, '{}', { authorization: 'Bearer secret' })).status, 200);
    assert.equal((await sendJson(receiver)).status, 401);
    await receiver.close();
  });
});

describe('the HTTP server', () => {
  it('keeps idle connections longer than a Go client reuses them', async () => {
    const receiver = await startReceiver();
    const { socket, received } = sendRaw(receiver, `${HEAD}Content-Length: 2\r\n\r\n{}`);
    await until(() => received().includes('\r\n\r\n'));
    const seconds = Number(/Keep-Alive: timeout=(\d+)/.exec(received())?.[1]);
    assert.ok(seconds > 90, `${seconds} s`);
    socket.destroy();
    await receiver.close();
  });

  it('drops slow headers and slow bodies without an answer', async function () {
    const receiver = await startReceiver({ headersTimeoutSeconds: 0.2, requestTimeoutSeconds: 0.4 });
    const starts = [
      '',
      HEAD,
      `${HEAD}Content-Length: 10\r\n\r\n{`,
      `${HEAD}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`,
    ];
    const slow = starts.map((start) => sendRaw(receiver, start));
    const drip = setInterval(() => slow[2]?.socket.write(' '), 100);
    assert.deepEqual(await Promise.all(slow.map(({ closed }) => closed)), ['', '', '', '']);
    clearInterval(drip);
    assert.equal(receiver.accepted.length, 0);
    await receiver.close();
    recordProof(this.test, { 'slow senders dropped': slow.length, 'requests taken of them': 0 });
  });

  it('answers 400 to what is not HTTP and 431 to endless headers, and closes', async () => {
    const receiver = await startReceiver();
    assert.match(await sendRaw(receiver, '\x16\x03\x01 hello\r\n\r\n').closed, /^HTTP\/1\.1 400 /);
    assert.match(await sendRaw(receiver, `${HEAD}X: ${'x'.repeat(100_000)}`).closed, /^HTTP\/1\.1 431 /);
    assert.match(
      await sendRaw(receiver, `${HEAD}Transfer-Encoding: chunked\r\n\r\nnope\r\n`).closed,
      /^HTTP\/1\.1 400 /,
    );
    assert.equal(receiver.accepted.length, 0);
    await receiver.close();
  });

  it('closes connections beyond the limit', async () => {
    const receiver = await startReceiver({ maxConnections: 2 });
    const request = `${HEAD}Content-Length: 2\r\n\r\n{}`;
    const kept = [sendRaw(receiver, request), sendRaw(receiver, request)];
    await until(() => kept.every(({ received }) => received().startsWith('HTTP/1.1 200')));
    assert.equal(await sendRaw(receiver, request).closed, '');
    assert.equal(receiver.accepted.length, 2);
    for (const { socket } of kept) {
      socket.destroy();
    }
    await receiver.close();
  });

  it('speaks TLS with the given certificate', async () => {
    const cert = readFileSync('test/fixtures/tls/localhost.crt');
    const key = readFileSync('test/fixtures/tls/localhost.key');
    const receiver = await createReceiver({ ...OPTIONS, listen: { host: '127.0.0.1', port: 0 }, tls: { cert, key } });
    assert.equal(receiver.url, `https://127.0.0.1:${receiver.port}`);
    const status = await new Promise((resolve, reject) => {
      const options = { ca: cert, servername: 'localhost', agent: false as const };
      httpsRequest(`${receiver.url}/health`, options, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      })
        .on('error', reject)
        .end();
    });
    assert.equal(status, 200);
    await receiver.close();
  });

  it('drops who connects and says nothing that TLS begins with', async () => {
    const cert = readFileSync('test/fixtures/tls/localhost.crt');
    const key = readFileSync('test/fixtures/tls/localhost.key');
    const receiver = await createReceiver({ ...OPTIONS, tls: { cert, key }, headersTimeoutSeconds: 0.2 });
    assert.deepEqual(
      await Promise.all([sendRaw(receiver, '').closed, sendRaw(receiver, '\x16\x03\x01\x02\x00').closed]),
      ['', ''],
    );
    await receiver.close();
  });

  it('names the options when the certificate is none', async () => {
    await assert.rejects(createReceiver({ ...OPTIONS, tls: { cert: 'x', key: 'y' } }), {
      message: /^tls \(--tls-cert, --tls-key\): expected a PEM certificate and its key, got /,
    });
  });
});
