import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { compressed, hasTag, takesGzip } from '../../../../exporters/page/http/answer.js';
import { createDocumentCache } from '../../../../exporters/page/http/document-cache.js';
import { placeOf } from '../../../../exporters/page/http/event-stream.js';

const asking = (headers: Readonly<Record<string, string>>) => ({ headers }) as unknown as IncomingMessage;

describe('takesGzip', () => {
  for (const [header, expected] of [
    ['gzip', true],
    ['br, gzip;q=0.8', true],
    ['deflate,GZIP', true],
    ['*', true],
    ['', false],
    ['identity', false],
    ['br', false],
    ['gzip;q=0', false],
    ['gzip; q=0.0', false],
    ['x-gzip-like', false],
    ['gzip ; level=1', true],
    ['gzip x', false],
  ] as const) {
    it(`says ${expected} to ${JSON.stringify(header)}`, () => {
      assert.equal(takesGzip(asking({ 'accept-encoding': header })), expected);
    });
  }

  it('reads a header of nothing but spaces at once', () => {
    assert.equal(takesGzip(asking({ 'accept-encoding': `gzip${' '.repeat(300_000)}x` })), false);
  });

  it('says false to who names nothing', () => assert.equal(takesGzip(asking({})), false));
});

describe('hasTag', () => {
  it('compares weakly, in a list, and with everything', () => {
    for (const header of ['"a"', 'W/"a"', '"x", W/"a"', '*']) {
      assert.equal(hasTag(asking({ 'if-none-match': header }), 'W/"a"'), true, header);
    }
    for (const header of ['"b"', 'a', ''])
      assert.equal(hasTag(asking({ 'if-none-match': header }), '"a"'), false, header);
    assert.equal(hasTag(asking({}), '"a"'), false);
  });
});

describe('placeOf', () => {
  it('takes what the page received last before what its address says, and nothing that is no place', () => {
    assert.equal(placeOf(asking({ 'last-event-id': '7' }), '?after=5'), 7);
    assert.equal(placeOf(asking({}), '?after=5'), 5);
    for (const search of [
      '',
      '?after=',
      '?after=-1',
      '?after=1e9',
      '?after=1.5',
      '?after=x',
      `?after=${'9'.repeat(20)}`,
    ]) {
      assert.equal(placeOf(asking({}), search), 0, search);
    }
  });
});

describe('document cache', () => {
  it('packs a document once however many ask, again when it changed, and keeps few', async () => {
    const cache = createDocumentCache();
    let made = 0;
    const document = (tag: string) => ({ kind: 'ok' as const, tag, pieces: () => ['{"made":', `${++made}}`] });
    const ask = async (stem: string, tag: string) => gunzipSync(await cache.compressed(stem, document(tag))).toString();
    assert.deepEqual(await Promise.all([ask('a', '1'), ask('a', '1')]), ['{"made":1}', '{"made":1}']);
    assert.equal(await ask('a', '2'), '{"made":2}');
    for (let run = 0; run < 8; run += 1) await ask(`run-${run}`, '1');
    assert.equal(await ask('run-7', '1'), '{"made":10}');
    assert.equal(await ask('a', '2'), '{"made":11}', 'it was the oldest');
  });

  it('compresses to what any reader unpacks', async () => {
    assert.equal(gunzipSync(await compressed('ä'.repeat(5000))).toString(), 'ä'.repeat(5000));
  });
});
