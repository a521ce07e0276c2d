import assert from 'node:assert/strict';
import {
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import type { AcceptResult, Receiver } from '../../../exporters/receiver/index.js';
import { type Answer, send, sendJson, sendRaw, startReceiver, type TestReceiver, until } from './http-client.js';

const PROTOBUF = { 'content-type': 'application/x-protobuf' };

describe('createReceiver', () => {
  let receiver: TestReceiver;
  let result: () => Promise<AcceptResult>;

  before(async () => {
    receiver = await startReceiver({ accept: () => result(), maxBodyBytes: 1_000 });
  });
  after(() => receiver.close());
  beforeEach(() => {
    receiver.accepted.length = 0;
    result = () => Promise.resolve({ kind: 'ok' });
  });

  for (const signal of ['metrics', 'traces', 'logs'] as const) {
    it(`takes ${signal} in protobuf and answers with nothing but the content type`, async () => {
      const body = Buffer.from([10, 0]);
      const answer = await send(receiver, `/v1/${signal}`, { headers: PROTOBUF, body });
      assert.deepEqual(receiver.accepted, [{ signal, encoding: 'protobuf', body }]);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['content-type'], 'application/x-protobuf');
      assert.equal(answer.headers['content-length'], '0');
      assert.equal(answer.body.length, 0);
    });

    it(`takes ${signal} in JSON and answers with an empty object`, async () => {
      const answer = await send(receiver, `/v1/${signal}?source=x`, {
        headers: { 'content-type': 'application/json' },
        body: '{"a":1}',
      });
      assert.deepEqual(receiver.accepted, [{ signal, encoding: 'json', body: Buffer.from('{"a":1}') }]);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['content-type'], 'application/json');
      assert.equal(answer.body.toString(), '{}');
    });
  }

  it('reports a partial success in protobuf so that official clients read it', async () => {
    result = async () => ({ kind: 'ok', rejected: 300, message: 'fl.round.number: expected an integer' });
    const cases = [
      ['metrics', 'rejectedDataPoints', ProtobufMetricsSerializer],
      ['traces', 'rejectedSpans', ProtobufTraceSerializer],
      ['logs', 'rejectedLogRecords', ProtobufLogsSerializer],
    ] as const;
    for (const [signal, field, serializer] of cases) {
      const answer = await send(receiver, `/v1/${signal}`, { headers: PROTOBUF });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['content-type'], 'application/x-protobuf');
      const partial = serializer.deserializeResponse(answer.body).partialSuccess as Record<string, unknown> | undefined;
      assert.equal(partial?.[field], 300);
      assert.equal(partial?.errorMessage, 'fl.round.number: expected an integer');
    }
  });

  it('reports a partial success in JSON, and a warning without rejected records', async () => {
    result = async () => ({ kind: 'ok', rejected: 2, message: 'bad' });
    assert.equal(
      (await sendJson(receiver)).body.toString(),
      '{"partialSuccess":{"rejectedLogRecords":"2","errorMessage":"bad"}}',
    );
    result = async () => ({ kind: 'ok', message: 'old names' });
    assert.equal(
      (await sendJson(receiver)).body.toString(),
      '{"partialSuccess":{"rejectedLogRecords":"0","errorMessage":"old names"}}',
    );
  });

  it('says no to what can never pass', async () => {
    for (const status of [400, 413] as const) {
      result = async () => ({ kind: 'reject', status, message: 'byte 7 is wrong' });
      const answer = await sendJson(receiver);
      assert.equal(answer.status, status);
      assert.equal(answer.headers['retry-after'], undefined);
      assert.deepEqual(JSON.parse(answer.body.toString()), { code: 3, message: 'byte 7 is wrong' });
    }
  });

  it('says when to come again', async () => {
    for (const status of [429, 503] as const) {
      result = async () => ({ kind: 'retry', status, afterSeconds: 2.2, message: 'disk full' });
      const answer = await send(receiver, '/v1/metrics', { headers: PROTOBUF });
      assert.equal(answer.status, status);
      assert.equal(answer.headers['retry-after'], '3');
      assert.equal(answer.headers['content-type'], 'application/x-protobuf');
      const code = status === 429 ? 8 : 14;
      assert.deepEqual(answer.body, Buffer.concat([Buffer.from([8, code, 18, 9]), Buffer.from('disk full')]));
    }
  });

  it('answers 503 when accept fails, and tells the operator, not the sender, why', async () => {
    const faults: (() => Promise<AcceptResult>)[] = [
      () => Promise.reject(new Error('secret path')),
      () => {
        throw new Error('secret path');
      },
    ];
    for (const fault of faults) {
      result = fault;
      const answer = await sendJson(receiver);
      assert.equal(answer.status, 503);
      assert.match(answer.headers['retry-after'] ?? '', /^[1-9]\d?$/);
      assert.doesNotMatch(answer.body.toString(), /secret/);
      assert.match(receiver.warnings.at(-1) ?? '', /a logs request failed \(Error: secret path\)/);
    }
  });

  it('goes on after all of that on the same connection', async () => {
    const json =
      'POST /v1/logs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}';
    const wrong = json.replace('application/json', 'text/html');
    const { socket, received } = sendRaw(
      receiver,
      `${wrong}${json}GET /v1/logs HTTP/1.1\r\nHost: localhost\r\n\r\n${json}`,
    );
    await until(() => received().split('HTTP/1.1 ').length === 5);
    assert.deepEqual(received().match(/HTTP\/1\.1 \d+/g), [
      'HTTP/1.1 415',
      'HTTP/1.1 200',
      'HTTP/1.1 405',
      'HTTP/1.1 200',
    ]);
    socket.destroy();
  });

  const refusals: [string, number, (receiver: Receiver) => Promise<Answer>][] = [
    ['a path that does not exist', 404, (it) => send(it, '/v1/profiles', { headers: PROTOBUF })],
    ['a path with a slash too many', 404, (it) => send(it, '/v1/logs/', { headers: PROTOBUF })],
    ['GET', 405, (it) => send(it, '/v1/metrics', { method: 'GET' })],
    ['HEAD', 405, (it) => send(it, '/v1/traces', { method: 'HEAD' })],
    ['OPTIONS, as a page of another origin sends', 405, (it) => send(it, '/v1/logs', { method: 'OPTIONS' })],
    ['no content type', 415, (it) => send(it, '/v1/logs')],
    ['text', 415, (it) => send(it, '/v1/logs', { headers: { 'content-type': 'text/plain' } })],
    [
      'JSON in another character set',
      415,
      (it) => sendJson(it, '{}', { 'content-type': 'application/json; charset=latin1' }),
    ],
    ['a compression that OTLP does not know', 415, (it) => sendJson(it, '{}', { 'content-encoding': 'deflate' })],
    ['two compressions', 415, (it) => sendJson(it, '{}', { 'content-encoding': 'gzip, gzip' })],
    ['a body over the limit', 413, (it) => sendJson(it, ' '.repeat(1_001))],
    ['a strange host', 403, (it) => sendJson(it, '{}', { host: 'evil.example' })],
  ];
  for (const [name, status, ask] of refusals) {
    it(`answers ${status} to ${name}`, async () => {
      const answer = await ask(receiver);
      assert.equal(answer.status, status);
      assert.deepEqual(receiver.accepted, []);
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
      assert.equal(answer.headers.allow, status === 405 ? 'POST' : undefined);
    });
  }

  it('takes content types with parameters and in any case', async () => {
    for (const type of [
      'application/json; charset=utf-8',
      'Application/JSON;charset="UTF-8"',
      'application/json ; x=y',
    ]) {
      const answer = await sendJson(receiver, '{}', { 'content-type': type });
      assert.equal(answer.status, 200, type);
      assert.equal(answer.headers['content-type'], 'application/json');
    }
  });

  it('takes a body of exactly the limit, and an empty one', async () => {
    assert.equal((await sendJson(receiver, ' '.repeat(1_000))).status, 200);
    assert.equal((await send(receiver, '/v1/logs', { headers: PROTOBUF })).status, 200);
    assert.deepEqual(
      receiver.accepted.map(({ body }) => body.length),
      [1_000, 0],
    );
  });

  it('has no CORS headers for anybody', async () => {
    const answer = await sendJson(receiver, '{}', { origin: 'http://localhost:3000' });
    assert.equal(answer.status, 200);
    const names = Object.keys(answer.headers).filter((name) => name.startsWith('access-control'));
    assert.deepEqual(names, []);
  });
});

/** Longer than a machine ever stands still; nobody waits for so long. */
const PATIENT = { timeoutSeconds: 60 };

describe('Receiver.close', () => {
  it('finishes what is under way and takes no more', async () => {
    let release: (result: AcceptResult) => void = () => undefined;
    const pending = new Promise<AcceptResult>((resolve) => {
      release = resolve;
    });
    const receiver = await startReceiver({ accept: () => pending });
    const idle = sendRaw(receiver, '');
    const answer = sendJson(receiver);
    await until(() => receiver.accepted.length === 1);
    const closed = receiver.close(PATIENT);
    await assert.rejects(sendJson(receiver), { code: 'ECONNREFUSED' });
    release({ kind: 'ok' });
    assert.equal((await answer).status, 200);
    await closed;
    await idle.closed;
  });

  it('answers 503 on connections that are open still', async () => {
    let release: (result: AcceptResult) => void = () => undefined;
    const receiver = await startReceiver({
      accept: () =>
        new Promise<AcceptResult>((resolve) => {
          release = resolve;
        }),
    });
    const json =
      'POST /v1/logs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n';
    const waiting = sendJson(receiver);
    // Once the first answer is there, so is the beginning of the next request.
    const open = sendRaw(receiver, `GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n${json.slice(0, 20)}`);
    const ready = '{"ready":true}';
    await until(() => receiver.accepted.length === 1 && open.received().endsWith(ready));
    const closed = receiver.close(PATIENT);
    open.socket.write(`${json.slice(20)}{}`);
    const answer = () => open.received().slice(open.received().indexOf(ready) + ready.length);
    await until(() => answer().includes('\r\n\r\n'));
    assert.match(answer(), /^HTTP\/1\.1 503 .*Retry-After: 1\r\n.*Connection: close/s);
    release({ kind: 'ok' });
    await Promise.all([closed, waiting, open.closed]);
    assert.equal(receiver.accepted.length, 1);
  });

  it('drops what does not end in time', async () => {
    const receiver = await startReceiver({ accept: () => new Promise<AcceptResult>(() => undefined) });
    const answer = sendJson(receiver);
    await until(() => receiver.accepted.length === 1);
    const closed = receiver.close({ timeoutSeconds: 0.05 });
    assert.equal(receiver.close(), receiver.close());
    await assert.rejects(answer, { code: 'ECONNRESET' });
    await closed;
  });

  it('waits for work whose sender went away', async () => {
    let release: (result: AcceptResult) => void = () => undefined;
    const receiver = await startReceiver({
      accept: () =>
        new Promise<AcceptResult>((resolve) => {
          release = resolve;
        }),
    });
    const text =
      'POST /v1/logs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}';
    const { socket } = sendRaw(receiver, text);
    await until(() => receiver.accepted.length === 1);
    socket.destroy();
    let done = false;
    const closed = receiver.close(PATIENT).then(() => {
      done = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(done, false);
    release({ kind: 'ok' });
    await closed;
  });
});
