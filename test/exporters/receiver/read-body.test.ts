import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createByteBudget } from '../../../exporters/receiver/byte-budget.js';
import type { AcceptResult } from '../../../exporters/receiver/index.js';
import { type BodyResult, readBody } from '../../../exporters/receiver/read-body.js';
import { recordProof } from '../../support/proof-figures.js';
import { send, sendJson, sendRaw, startReceiver, type TestReceiver, until } from './http-client.js';

const GZIP = { 'content-encoding': 'gzip' };
const LIMIT = 100_000;

function head(headers: string): string {
  return `POST /v1/logs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}\r\n\r\n`;
}

describe('readBody', () => {
  let receiver: TestReceiver;

  before(async () => {
    receiver = await startReceiver({ maxBodyBytes: LIMIT, maxConcurrentBytes: 2 * LIMIT });
  });
  after(() => receiver.close());
  beforeEach(() => {
    receiver.accepted.length = 0;
  });

  async function assertStillWell(): Promise<void> {
    assert.equal((await sendJson(receiver, ' '.repeat(LIMIT))).status, 200);
  }

  it('unpacks gzip, also of several members', async () => {
    const twice = Buffer.concat([gzipSync('{"a":'), gzipSync('1}')]);
    assert.equal((await sendJson(receiver, gzipSync('{"é":1}'), GZIP)).status, 200);
    assert.equal((await sendJson(receiver, twice, { 'content-encoding': 'GZIP' })).status, 200);
    assert.equal((await sendJson(receiver, '{"b":2}', { 'content-encoding': 'identity' })).status, 200);
    assert.deepEqual(
      receiver.accepted.map(({ body }) => body.toString()),
      ['{"é":1}', '{"a":1}', '{"b":2}'],
    );
  });

  it('puts chunks together in order', async () => {
    const text = Array.from({ length: 9_000 }, (_, i) => i).join(',');
    const { received, socket } = sendRaw(receiver, head('Transfer-Encoding: chunked'));
    for (let at = 0; at < text.length; at += 1_000) {
      const part = text.slice(at, at + 1_000);
      socket.write(`${part.length.toString(16)}\r\n${part}\r\n`);
    }
    socket.write('0\r\n\r\n');
    await until(() => received().startsWith('HTTP/1.1 200'));
    assert.equal(receiver.accepted[0]?.body.toString(), text);
    socket.destroy();
  });

  it('gives each of several requests a body of its own for as long as accept has it', async () => {
    const seen: string[] = [];
    let arrived = 0;
    let meet: () => void = () => undefined;
    let all = new Promise<void>(() => undefined);
    const several = await startReceiver({
      accept: async ({ body }) => {
        arrived += 1;
        if (arrived === 3) meet();
        await all;
        seen.push(body.toString());
        return { kind: 'ok' };
      },
    });
    for (const letters of ['abc', 'def']) {
      arrived = 0;
      seen.length = 0;
      all = new Promise((resolve) => {
        meet = resolve;
      });
      const texts = [...letters].map((letter) => letter.repeat(LIMIT));
      await Promise.all(texts.map((text) => sendJson(several, text)));
      assert.deepEqual(seen.sort(), texts);
    }
    await several.close();
  });

  it('refuses a bomb at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * LIMIT));
    assert.ok(bomb.length < LIMIT);
    assert.equal((await sendJson(receiver, bomb, GZIP)).status, 413);
    assert.equal((await sendJson(receiver, gzipSync(Buffer.alloc(LIMIT + 1)), GZIP)).status, 413);
    assert.equal((await sendJson(receiver, gzipSync(Buffer.alloc(LIMIT)), GZIP)).status, 200);
    assert.equal(receiver.accepted.length, 1);
  });

  it('refuses gzip that expands to nothing for ever', async function () {
    const emptyBlocks = Buffer.alloc(LIMIT * 2);
    emptyBlocks.fill(Buffer.from([0, 0, 0, 0xff, 0xff]));
    const endless = Buffer.concat([Buffer.from('1f8b0800000000000003', 'hex'), emptyBlocks]);
    const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked', ...GZIP };
    assert.equal((await send(receiver, '/v1/logs', { headers, body: endless })).status, 413);
    await assertStillWell();
    recordProof(this.test, { status: '413', 'request after it taken': 1 });
  });

  it('refuses gzip that is cut off, broken or none', async () => {
    const whole = gzipSync('{"resourceLogs":[]}'.repeat(50));
    const broken = Buffer.from(whole);
    broken.writeUInt8(broken.readUInt8(20) ^ 0xff, 20);
    for (const body of [
      whole.subarray(0, -1),
      whole.subarray(0, 12),
      whole.subarray(0, 3),
      broken,
      Buffer.from('{}'),
    ]) {
      const answer = await sendJson(receiver, body, GZIP);
      assert.equal(answer.status, 400, body.toString('hex'));
      assert.match(answer.body.toString(), /the gzip body is broken/);
    }
    assert.equal(receiver.accepted.length, 0);
    await assertStillWell();
  });

  it('refuses a body that claims or turns out to be too large, and its answer arrives', async () => {
    const body = Buffer.alloc(300 * LIMIT, ' ');
    const claimed = await sendJson(receiver, body);
    assert.equal(claimed.status, 413);
    assert.deepEqual(JSON.parse(claimed.body.toString()).code, 3);
    const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
    assert.equal((await send(receiver, '/v1/logs', { headers, body })).status, 413);
    assert.equal(receiver.accepted.length, 0);
    await assertStillWell();
  });

  it('does not accept an upload that breaks off', async () => {
    const uploads = [
      `${head('Content-Length: 10')}{"a"`,
      `${head('Transfer-Encoding: chunked')}2\r\n{}\r\n`,
      `${head('Content-Encoding: gzip\r\nContent-Length: 500')}${gzipSync('{}').toString('latin1').slice(0, 5)}`,
    ];
    for (const upload of uploads) {
      const { socket } = sendRaw(receiver, '');
      socket.write(upload, 'latin1');
      await new Promise((resolve) => setTimeout(resolve, 50));
      socket.destroy();
    }
    await assertStillWell();
    await assertStillWell();
    assert.equal(receiver.accepted.length, 2);
  });

  it('says "100 Continue" only when it wants the body', async () => {
    const wanted = sendRaw(receiver, head('Expect: 100-continue\r\nContent-Length: 2'));
    await until(() => wanted.received() !== '');
    assert.match(wanted.received(), /^HTTP\/1\.1 100 Continue\r\n/);
    wanted.socket.write('{}');
    await until(() => wanted.received().includes('HTTP/1.1 200 OK'));
    wanted.socket.destroy();
    const refused = sendRaw(receiver, head('Expect: 100-continue\r\nContent-Length: 999999999'));
    await until(() => refused.received() !== '');
    assert.match(refused.received(), /^HTTP\/1\.1 413 /);
    refused.socket.destroy();
  });
});

describe('the budget of all bodies', () => {
  it('refuses with 503 what exceeds it, and has room again afterwards', async () => {
    let release: (result: AcceptResult) => void = () => undefined;
    const pending = new Promise<AcceptResult>((resolve) => {
      release = resolve;
    });
    const receiver = await startReceiver({ accept: () => pending, maxBodyBytes: 1_000, maxConcurrentBytes: 1_500 });
    const first = sendJson(receiver, ' '.repeat(1_000));
    await until(() => receiver.accepted.length === 1);
    const refused = await sendJson(receiver, ' '.repeat(501));
    assert.equal(refused.status, 503);
    assert.equal(refused.headers['retry-after'], '1');
    assert.equal((await sendJson(receiver, gzipSync(Buffer.alloc(501)), GZIP)).status, 503);
    const small = sendJson(receiver, ' '.repeat(500));
    await until(() => receiver.accepted.length === 2);
    release({ kind: 'ok' });
    assert.deepEqual([(await first).status, (await small).status], [200, 200]);
    assert.equal((await sendJson(receiver, ' '.repeat(1_000))).status, 200);
    await receiver.close();
  });

  it('counts bytes that came, not bytes that were announced', async () => {
    const receiver = await startReceiver({ maxBodyBytes: 1_000, maxConcurrentBytes: 1_000 });
    const idle = Array.from({ length: 5 }, () => sendRaw(receiver, `${head('Content-Length: 1000')}{`));
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal((await sendJson(receiver, ' '.repeat(990))).status, 200);
    for (const { socket } of idle) {
      socket.destroy();
    }
    await receiver.close();
  });
});

describe('a refused body', () => {
  it('is not put together when its rest has come: nobody would give that memory back', async () => {
    const kinds: BodyResult['kind'][] = [];
    let joined = 0;
    let ended = 0;
    const memory = {
      join: () => {
        joined += 1;
        return { body: Buffer.alloc(0), release: () => undefined };
      },
    };
    const server = createServer((request, response) => {
      const lease = createByteBudget(LIMIT).lease();
      void readBody(request, { compression: 'identity', maxBytes: 10, lease, memory }).then(({ kind }) => {
        kinds.push(kind);
        request.on('end', () => {
          ended += 1;
        });
        request.resume();
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { socket } = sendRaw({ port }, `${head('Transfer-Encoding: chunked')}5\r\nabcde\r\n`);
    socket.write('6\r\nfghijk\r\n0\r\n\r\n');
    await until(() => ended === 1);
    assert.deepEqual([kinds, joined], [['refused'], 0]);
    socket.destroy();
    server.close();
  });
});

describe('requests on one connection that does not wait for answers', () => {
  it('are handled up to the number of connections at a time; the rest is told to come again', async () => {
    let release: (result: AcceptResult) => void = () => undefined;
    const pending = new Promise<AcceptResult>((resolve) => {
      release = resolve;
    });
    const receiver = await startReceiver({ accept: () => pending, maxConnections: 20 });
    const { received, socket } = sendRaw(receiver, `${head('Content-Length: 2')}{}`.repeat(100));
    await until(() => receiver.accepted.length >= 20);
    await sendJson(receiver).then(({ status }) => assert.equal(status, 503));
    assert.equal(receiver.accepted.length, 20);
    release({ kind: 'ok' });
    await until(() => received().split('HTTP/1.1 ').length === 101);
    assert.equal(received().split('HTTP/1.1 503').length - 1, 80);
    assert.equal((await sendJson(receiver)).status, 200);
    socket.destroy();
    await receiver.close();
  });
});
