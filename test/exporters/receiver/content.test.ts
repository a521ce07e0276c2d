import assert from 'node:assert/strict';
import { readCompression, readEncoding } from '../../../exporters/receiver/content.js';

describe('readEncoding', () => {
  const cases: [string | undefined, ReturnType<typeof readEncoding>][] = [
    ['application/x-protobuf', 'protobuf'],
    ['application/json', 'json'],
    ['APPLICATION/X-PROTOBUF', 'protobuf'],
    [' application/json ; charset=UTF-8', 'json'],
    ['application/json;charset="utf8"', 'json'],
    ['application/json; version=1', 'json'],
    ['application/json; charset=iso-8859-1', undefined],
    ['application/x-protobuf; charset=utf-16', undefined],
    ['application/json; charset = utf-8 ; version=1', 'json'],
    ['application/json; version=1; charset=utf-16', undefined],
    ['application/json; charset=utf-8 utf-16', undefined],
    [`application/json; charset=${' '.repeat(16_000)}utf-8 x`, undefined],
    ['application/json; charset', 'json'],
    ['application/protobuf', undefined],
    ['application/x-protobuf-delimited', undefined],
    ['text/json', undefined],
    ['application/json, application/x-protobuf', undefined],
    ['', undefined],
    [undefined, undefined],
  ];
  for (const [header, expected] of cases) {
    it(`reads ${header?.slice(0, 60)} as ${expected}`, () => {
      assert.equal(readEncoding(header === undefined ? {} : { 'content-type': header }), expected);
    });
  }
});

describe('readCompression', () => {
  const cases: [string | undefined, ReturnType<typeof readCompression>][] = [
    [undefined, 'identity'],
    ['', 'identity'],
    ['identity', 'identity'],
    ['gzip', 'gzip'],
    [' GZip ', 'gzip'],
    ['x-gzip', undefined],
    ['deflate', undefined],
    ['br', undefined],
    ['zstd', undefined],
    ['gzip, gzip', undefined],
    ['gzip, identity', undefined],
  ];
  for (const [header, expected] of cases) {
    it(`reads ${header?.slice(0, 60)} as ${expected}`, () => {
      assert.equal(readCompression(header === undefined ? {} : { 'content-encoding': header }), expected);
    });
  }
});
