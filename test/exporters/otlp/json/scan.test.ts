import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OtlpDecodeError } from '../../../../exporters/otlp/index.js';
import { prepareJson } from '../../../../exporters/otlp/json/scan.js';
import { MAX_JSON_DEPTH, MAX_JSON_NAMES, MAX_JSON_VALUES } from '../../../../exporters/otlp/limits.js';

function prepare(json: string): string {
  return prepareJson(Buffer.from(json)).toString();
}

describe('prepareJson', () => {
  it('gives back the same bytes when there is no long integer', () => {
    for (const json of [
      '',
      '{}',
      '[123456789012345, "1234567890123456789", 1.2345678901234567, 12345678901234567e3]',
    ]) {
      const body = Buffer.from(json);
      assert.equal(prepareJson(body), body);
    }
  });

  it('does not change what any JSON without long integers means', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        fc.pre(!/\d{16}/.test(json));
        assert.deepEqual(JSON.parse(prepare(json)), JSON.parse(json));
      }),
    );
  });

  it('quotes integers of 16 digits and more, outside of strings', () => {
    const cases = [
      ['{"a":9007199254740993}', '{"a":"9007199254740993"}'],
      ['[-9223372036854775808,1]', '["-9223372036854775808",1]'],
      ['[ 1800000000123456789 ]', '[ "1800000000123456789" ]'],
      ['1234567890123456', '"1234567890123456"'],
      ['["\\"1234567890123456", 1234567890123456]', '["\\"1234567890123456", "1234567890123456"]'],
      ['["\\\\", 1234567890123456]', '["\\\\", "1234567890123456"]'],
      ['["é😀", 1234567890123456]', '["é😀", "1234567890123456"]'],
    ];
    for (const [json, expected] of cases) {
      assert.equal(prepare(json ?? ''), expected);
    }
  });

  it('leaves numbers that are no integers of JSON for the parser to judge', () => {
    const odd = [
      '[1234567890123456.5]',
      '[1234567890123456E1]',
      '[0001234567890123456]',
      '[1234567890-123456]',
      '[--1234567890123456]',
    ];
    for (const json of odd) {
      assert.equal(prepare(json), json);
    }
  });

  it('bounds the depth, also of a body that never closes anything', () => {
    const brackets = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    assert.equal(prepare(brackets(MAX_JSON_DEPTH)), brackets(MAX_JSON_DEPTH));
    assert.throws(() => prepare(brackets(MAX_JSON_DEPTH + 1)), OtlpDecodeError);
    assert.throws(() => prepare('{"a":'.repeat(100_000)), /nested more than 256 deep/);
    assert.equal(prepare(`["${'['.repeat(1_000)}"]`), `["${'['.repeat(1_000)}"]`);
  });

  it('bounds the number of values', () => {
    const body = Buffer.alloc(MAX_JSON_VALUES + 2, ',');
    assert.throws(() => prepareJson(body), /more than 8000000 values/);
  });

  it('bounds the number of different names, wherever they stand', () => {
    const object = (from: number, to: number, colon = ':') =>
      `{${Array.from({ length: to - from }, (_, n) => `"k${from + n}"${colon}0`).join()}}`;
    const most = object(0, MAX_JSON_NAMES);
    assert.equal(prepare(`[${most},${most}]`), `[${most},${most}]`);
    const texts = JSON.stringify(Array.from({ length: 5_000 }, (_, n) => `k${n}`));
    assert.equal(prepare(texts), texts);
    for (const colon of [':', ' :', '\n\t :']) {
      assert.throws(() => prepare(object(0, MAX_JSON_NAMES + 1, colon)), /more than 1000 different names/);
    }
    const apart = Array.from({ length: MAX_JSON_NAMES + 1 }, (_, n) => object(n, n + 1));
    assert.throws(() => prepare(`[${apart}]`), /more than 1000 different names/);
  });

  it('refuses half surrogate pairs and takes whole ones', () => {
    for (const json of ['"\\ud83d\\ude00"', '"\\uD83D\\uDE00x"', '"\\u00e9\\\\ud83d"', '"\\ufffd"']) {
      assert.equal(prepare(json), json);
    }
    for (const json of ['"\\ud83d"', '"\\ude00"', '"\\ud83dx"', '"\\ud83d\\u0041"', '"\\ude00\\ud83d"', '"a\\uDFFF']) {
      assert.throws(() => prepare(json), /half a surrogate pair/, json);
    }
  });
});
