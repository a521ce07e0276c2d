import assert from 'node:assert/strict';
import { type FakeFault, FaultList, jsonAnswer, networkFaults, pageAnswer, withRetryAfter } from './faults.js';
import { FaultyServer } from './faulty-server.js';

describe('faulty server', () => {
  const faults = new FaultList();
  const seen: string[] = [];
  let done: number;
  const server = new FaultyServer({
    faults,
    operationOf: ({ method, url }) => `${method} ${url}`,
    seen: ({ operation, text }) => seen.push(`${operation} ${text}`),
    answer: ({ body }) => {
      done += 1;
      return { status: 201, mediaType: 'text/plain', content: Buffer.from(`got ${body.length}`) };
    },
    maxBodyBytes: 10,
  });
  const post = (path: string, body = '') => fetch(`${server.url}${path}`, { method: 'POST', body });
  before(() => server.restart());
  after(() => server.stop());
  beforeEach(() => {
    faults.clear();
    seen.length = 0;
    done = 0;
  });

  it('answers, and tells of what came', async () => {
    const response = await post('/a', 'body');
    assert.equal(response.status, 201);
    assert.equal(response.headers.get('content-type'), 'text/plain');
    assert.equal(await response.text(), 'got 4');
    assert.deepEqual(seen, ['POST /a body']);
  });

  it('keeps one byte more than allowed of a body', async () => {
    assert.equal(await (await post('/a', 'x'.repeat(10))).text(), 'got 10');
    assert.equal(await (await post('/a', 'x'.repeat(100_000))).text(), 'got 11');
  });

  const cases: readonly (readonly [name: string, fault: FakeFault, done: number, status: number | undefined])[] = [
    ['waits', networkFaults.slow(5), 1, 201],
    ['breaks off before anything is done', networkFaults.drop, 0, undefined],
    ['does it and breaks off', networkFaults.lose, 1, undefined],
    ['adds headers', networkFaults.headers({ 'x-more': '1' }), 1, 201],
    ['answers instead', jsonAnswer(418, {}), 0, 418],
    ['is a gateway', networkFaults.gateway, 0, 502],
    ['asks to sign in', networkFaults.signIn, 0, 200],
  ];
  for (const [name, fault, expected, status] of cases) {
    it(`${name}, once`, async () => {
      faults.add(fault);
      const response = await post('/a').catch(() => undefined);
      assert.equal(response?.status, status);
      assert.equal(done, expected);
      if (fault.kind === 'headers') assert.equal(response?.headers.get('x-more'), '1');
      assert.equal((await post('/a')).status, 201);
    });
  }

  it('hits what a scope names, as often as it says, the oldest fault first', async () => {
    faults.add(pageAnswer(500, 'first'), { on: /\/a$/, times: 2 });
    faults.add(withRetryAfter(jsonAnswer(429, {}), '7'), { containing: 'needle' });
    assert.equal((await post('/b')).status, 201);
    assert.equal((await post('/a', 'needle')).status, 500);
    assert.equal((await post('/a')).status, 500);
    const last = await post('/a', 'needle');
    assert.deepEqual([last.status, last.headers.get('retry-after')], [429, '7']);
    assert.equal((await post('/a', 'needle')).status, 201);
  });

  it('refuses connections while it is stopped, and comes back at its address', async () => {
    const { url } = server;
    await server.stop();
    await assert.rejects(post('/a'));
    await server.stop();
    await server.restart();
    assert.equal(server.url, url);
    assert.equal((await post('/a')).status, 201);
  });
});
