import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeJson } from '../../../../exporters/journal/codec/encode.js';
import { parseTolerant } from '../../../../exporters/journal/codec/parse-tolerant.js';
import type { JsonValue } from '../../../../exporters/journal/events.js';

/** The value with its bigints as the numbers that `JSON.parse` makes of them. */
function withNumbers(value: JsonValue): unknown {
  return JSON.parse(encodeJson(value));
}

describe('parseTolerant', () => {
  it('agrees with JSON.parse on JSON, spaces and escapes included', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), fc.constantFrom(undefined, 1, '\t'), (text, indent) => {
        const value: unknown = JSON.parse(text);
        const spaced = JSON.stringify(value, undefined, indent);
        const large = /[[:,\s-]\d{16}/.test(` ${spaced}`);
        if (!large) assert.deepEqual(parseTolerant(spaced), value);
        else assert.deepEqual(withNumbers(parseTolerant(spaced)), value);
      }),
    );
  });

  it('keeps all digits of integers', () => {
    fc.assert(
      fc.property(fc.bigInt(), (value) => {
        assert.equal(String(parseTolerant(String(value))), String(value));
      }),
    );
  });

  it('reads bare literals', () => {
    assert.deepEqual(parseTolerant(' [NaN, Infinity ,-Infinity] '), [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
  });

  it('refuses what JSON.parse refuses, naming the place', () => {
    const cases: [string, RegExp][] = [
      ['', /a value expected at character 0/],
      ['{"a" 1}', /":" expected at character 5/],
      ['{a:1}', /a key must be a string at character 1/],
      ['[1 2]', /"," or "\]" expected at character 3/],
      ['[1,]', /a value expected at character 3/],
      ['"abc', /the string does not end at character 0/],
      ['"a\\"', /the string does not end/],
      ['"\\x"', /invalid character or escape at character 0/],
      ['"a\u0001"', /invalid character or escape/],
      ['1 1', /text after the value at character 2/],
      ['01', /text after the value at character 1/],
      ['nan', /a value expected/],
    ];
    for (const [text, message] of cases)
      assert.throws(() => parseTolerant(text), { name: 'SyntaxError', message }, text);
  });

  it('bounds the nesting', () => {
    assert.throws(() => parseTolerant('['.repeat(1_000_000)), /more than 128 levels/);
  });
});
