import assert from 'node:assert/strict';
import { send, sendJson, sendRaw, startReceiver } from './http-client.js';

const GET = { method: 'GET' };

describe('/health and /ready', () => {
  it('answer without a token', async () => {
    const receiver = await startReceiver({
      tokens: ['secret'],
      health: () => ({ instance: 'f00', requests: 3 }),
      ready: () => true,
    });
    const health = await send(receiver, '/health', GET);
    assert.equal(health.status, 200);
    assert.equal(health.headers['content-type'], 'application/json');
    assert.equal(health.headers['cache-control'], 'no-store');
    assert.deepEqual(JSON.parse(health.body.toString()), { instance: 'f00', requests: 3 });
    const ready = await send(receiver, '/ready?verbose', GET);
    assert.equal(ready.status, 200);
    assert.deepEqual(JSON.parse(ready.body.toString()), { ready: true });
    await receiver.close();
  });

  it('answer HEAD with the same headers and no body, and nothing else', async () => {
    const receiver = await startReceiver();
    const head = await send(receiver, '/health', { method: 'HEAD' });
    assert.equal(head.status, 200);
    assert.equal(head.headers['content-length'], String('{"instance":"test"}'.length));
    assert.equal(head.body.length, 0);
    const post = await send(receiver, '/ready');
    assert.equal(post.status, 405);
    assert.equal(post.headers.allow, 'GET, HEAD');
    await receiver.close();
  });

  it('say when the bridge is alive and not ready', async () => {
    const receiver = await startReceiver({ ready: () => false });
    assert.equal((await send(receiver, '/health', GET)).status, 200);
    const ready = await send(receiver, '/ready', GET);
    assert.equal(ready.status, 503);
    assert.equal(ready.headers['retry-after'], '1');
    await receiver.close();
  });

  it('answer 503, not 500, when the callback fails', async () => {
    const receiver = await startReceiver({
      health: () => {
        throw new Error('broken');
      },
    });
    assert.equal((await send(receiver, '/health', GET)).status, 503);
    assert.match(receiver.warnings[0] ?? '', /GET \/health failed: Error: broken/);
    await receiver.close();
  });

  it('tell nothing to a page under a rebound name', async () => {
    const receiver = await startReceiver();
    const answer = await send(receiver, '/health', { ...GET, headers: { host: `evil.example:${receiver.port}` } });
    assert.equal(answer.status, 403);
    assert.doesNotMatch(answer.body.toString(), /instance/);
    await receiver.close();
  });
});

describe('tokens', () => {
  it('are needed for exports, in both encodings of the answer', async () => {
    const receiver = await startReceiver({ tokens: ['old', 'new'] });
    const refused = await sendJson(receiver);
    assert.equal(refused.status, 401);
    assert.equal(refused.headers['www-authenticate'], 'Bearer');
    assert.deepEqual(JSON.parse(refused.body.toString()).code, 16);
    const headers = { 'content-type': 'application/x-protobuf', authorization: 'Bearer wrong' };
    const protobuf = await send(receiver, '/v1/traces', { headers });
    assert.equal(protobuf.status, 401);
    assert.equal(protobuf.headers['content-type'], 'application/x-protobuf');
    assert.equal(protobuf.body[0], 0x08);
    for (const token of ['old', 'new']) {
      assert.equal((await sendJson(receiver, '{}', { authorization: `Bearer ${token}` })).status, 200);
    }
    assert.equal(receiver.accepted.length, 2);
    await receiver.close();
  });

  it('are needed for further paths, which then are not even asked for', async () => {
    const asked: (string | undefined)[] = [];
    const receiver = await startReceiver({
      tokens: ['t'],
      routes: (request) => {
        asked.push(request.url);
        return false;
      },
    });
    assert.equal((await send(receiver, '/page', GET)).status, 401);
    assert.deepEqual(asked, []);
    await receiver.close();
  });
});

describe('a request target with a host in it (RFC 9112, 3.2.2)', () => {
  const body = '{}';
  const ask = (target: string, host = '127.0.0.1') =>
    `POST ${target} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n${body}`;
  for (const [target, status] of [
    ['http://127.0.0.1:4318/v1/logs', 200],
    ['HTTP://localhost/v1/logs?a=b', 200],
    ['http://127.0.0.1/v1/other', 404],
    ['http://evil.example/v1/logs', 403],
    ['http://localhost@evil.example/v1/logs', 403],
  ] as const) {
    it(`${target} is answered with ${status}`, async () => {
      const receiver = await startReceiver();
      const answer = await sendRaw(receiver, ask(target)).closed;
      assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
      await receiver.close();
    });
  }

  it('is none to a receiver that is asked under two names', async () => {
    const receiver = await startReceiver();
    const answer = await sendRaw(receiver, ask('/v1/logs', '127.0.0.1\r\nHost: evil.example')).closed;
    assert.match(answer, /^HTTP\/1\.1 400 /);
    await receiver.close();
  });
});

describe('routes', () => {
  it('get what is not the receiver’s own, after the check of the host', async () => {
    const receiver = await startReceiver({
      routes: ({ url }, response) => {
        if (url !== '/page') {
          return false;
        }
        response.end('hello');
        return true;
      },
    });
    assert.equal((await send(receiver, '/page', GET)).body.toString(), 'hello');
    assert.equal((await send(receiver, '/other', GET)).status, 404);
    assert.equal((await send(receiver, '/page', { ...GET, headers: { host: 'evil.example' } })).status, 403);
    assert.equal((await send(receiver, '/v1/logs', GET)).status, 405);
    await receiver.close();
  });

  it('that fail are answered with 503', async () => {
    const receiver = await startReceiver({
      routes: () => {
        throw new Error('broken');
      },
    });
    assert.equal((await send(receiver, '/page', GET)).status, 503);
    await receiver.close();
  });
});
