import assert from 'node:assert/strict';
import { UsageError } from '../../../cli/errors.js';
import { pageOf, parseListenAddress } from '../../../cli/options/listen-address.js';

describe('parseListenAddress', () => {
  const read: readonly (readonly [string, string, number])[] = [
    ['127.0.0.1:4318', '127.0.0.1', 4318],
    ['4328', '127.0.0.1', 4328],
    [':0', '127.0.0.1', 0],
    ['0.0.0.0:65535', '0.0.0.0', 65_535],
    ['[::1]:4318', '::1', 4318],
    ['bridge.example:80', 'bridge.example', 80],
  ];
  for (const [text, host, port] of read) {
    it(`reads ${text}`, () => assert.deepEqual(parseListenAddress('--listen', text), { host, port }));
  }

  for (const text of ['', 'localhost', '127.0.0.1:', '::1:4318', '127.0.0.1:65536', '127.0.0.1:-1', 'a b:1', '1:2:3']) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => parseListenAddress('--listen', text),
        (error) => error instanceof UsageError && error.message.endsWith(`got ${JSON.stringify(text)}`),
      );
    });
  }
});

describe('pageOf', () => {
  it('is an address, with the file of places when there is one', () => {
    const none = { geoip: undefined, artifactRoot: undefined };
    const page = { host: '127.0.0.1', port: 7070, geoip: undefined, artifactRoots: undefined };
    assert.deepEqual(pageOf('7070', none), page);
    const given = { geoip: 'places.mmdb', artifactRoot: ['out'] };
    assert.deepEqual(pageOf(':0', given), { ...page, port: 0, geoip: 'places.mmdb', artifactRoots: ['out'] });
  });

  it('is nothing for off, and names its option for anything else', () => {
    assert.equal(pageOf('off', { geoip: 'places.mmdb', artifactRoot: undefined }), undefined);
    assert.throws(
      () => pageOf('on', { geoip: undefined, artifactRoot: undefined }),
      /--page: expected HOST:PORT .*got "on"/,
    );
  });
});
