import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type AnyValue, OtlpDecodeError } from '../../../../exporters/otlp/index.js';
import { readAnyValue, readAttributes } from '../../../../exporters/otlp/json/any-value.js';
import { MAX_VALUE_DEPTH } from '../../../../exporters/otlp/limits.js';
import { anyValueTree } from '../any-value-trees.js';
import { anyValueJson, stringify } from './json-writer.js';

function read(json: string): AnyValue {
  return readAnyValue(JSON.parse(json));
}

describe('readAnyValue of JSON', () => {
  it('gives back every tree of values', () => {
    fc.assert(
      fc.property(anyValueTree, (value) => {
        assert.deepEqual(read(stringify(anyValueJson(value))), value);
      }),
    );
  });

  it('takes 64-bit integers as text and as numbers', () => {
    assert.equal(read('{"intValue":"-5"}'), -5);
    assert.equal(read('{"intValue":-5}'), -5);
    assert.equal(read('{"intValue":"9223372036854775807"}'), 2n ** 63n - 1n);
  });

  it('takes an integer beyond 64 bits, as JavaScript SDKs write it, for a double', () => {
    assert.equal(read('{"intValue":1e300}'), 1e300);
    assert.equal(read('{"intValue":"100000000000000000000"}'), 1e20);
  });

  it('takes doubles as numbers, names and text', () => {
    const cases: [string, number][] = [
      ['1.5', 1.5],
      ['-0', -0],
      ['"NaN"', Number.NaN],
      ['"Infinity"', Infinity],
      ['"-Infinity"', -Infinity],
      ['"1e-3"', 0.001],
    ];
    for (const [json, value] of cases) {
      assert.ok(Object.is(read(`{"doubleValue":${json}}`), value), json);
    }
  });

  it('takes bytes in both alphabets of base64, padded or not', () => {
    for (const base64 of ['+/8=', '-_8=', '+/8']) {
      assert.deepEqual(read(`{"bytesValue":"${base64}"}`), new Uint8Array([0xfb, 0xff]));
    }
  });

  it('is null without a member, with unknown ones and with null', () => {
    for (const json of ['{}', '{"stringValue":null}', '{"string_value":"snake"}', '{"newValue":1}']) {
      assert.equal(read(json), null, json);
    }
    assert.deepEqual(read('{"arrayValue":{}}'), []);
    assert.deepEqual(read('{"kvlistValue":{"values":[{}]}}'), new Map([['', null]]));
  });

  it('gives the last member', () => {
    assert.equal(read('{"intValue":1,"stringValue":"x"}'), 'x');
    assert.equal(read('{"stringValue":"x","intValue":1}'), 1);
    assert.equal(read('{"stringValue":"x","intValue":null}'), 'x');
  });

  it('refuses members of the wrong kind and says where', () => {
    const cases: [string, RegExp][] = [
      ['{"stringValue":1}', /^stringValue: expected a string, got 1$/],
      ['{"boolValue":"true"}', /^boolValue: expected true or false, got "true"$/],
      ['{"intValue":1.5}', /^intValue: expected a 64-bit integer, got 1.5$/],
      ['{"doubleValue":"abc"}', /^doubleValue: expected a number, got "abc"$/],
      ['{"doubleValue":""}', /^doubleValue: /],
      ['{"bytesValue":"a b"}', /^bytesValue: expected base64/],
      ['{"arrayValue":[]}', /^arrayValue: expected an object, got an array$/],
      ['{"arrayValue":{"values":{}}}', /^arrayValue\.values: expected an array, got an object$/],
      ['{"arrayValue":{"values":[{},null]}}', /^arrayValue\.values\[1\]: expected an object, got null$/],
      ['{"kvlistValue":{"values":[{"key":5}]}}', /^kvlistValue\.values\[0\]\.key: expected a string, got 5$/],
      ['{"kvlistValue":{"values":[{"value":{"intValue":[]}}]}}', /^kvlistValue\.values\[0\]\.value\.intValue: /],
    ];
    for (const [json, message] of cases) {
      assert.throws(() => read(json), { name: 'OtlpDecodeError', message }, json);
    }
  });

  it('shortens what it quotes', () => {
    const message = /^doubleValue: expected a number, got "x{40}…"$/;
    assert.throws(() => read(`{"doubleValue":"${'x'.repeat(5_000)}"}`), { message });
  });

  it(`takes values nested ${MAX_VALUE_DEPTH} deep and no deeper`, () => {
    const nest = (depth: number): AnyValue => (depth === 0 ? 'core' : [nest(depth - 1)]);
    const nestMap = (depth: number): AnyValue => (depth === 0 ? 'core' : new Map([['k', nestMap(depth - 1)]]));
    for (const make of [nest, nestMap]) {
      assert.deepEqual(readAnyValue({ ...anyValueJson(make(MAX_VALUE_DEPTH)) }), make(MAX_VALUE_DEPTH));
      assert.throws(() => readAnyValue({ ...anyValueJson(make(MAX_VALUE_DEPTH + 1)) }), OtlpDecodeError);
    }
  });
});

describe('readAttributes of JSON', () => {
  it('keeps the last value of a key, the empty key and keys that mean something to JavaScript', () => {
    const json = `{"attributes":[{"key":"a","value":{"intValue":1}},{"key":"a","value":{"intValue":2}},{},
      {"key":"__proto__","value":{"stringValue":"x"}},{"key":"toString"}]}`;
    assert.deepEqual(
      [...readAttributes(JSON.parse(json), 'attributes')],
      [
        ['a', 2],
        ['', null],
        ['__proto__', 'x'],
        ['toString', null],
      ],
    );
  });

  it('is empty without the field', () => {
    assert.deepEqual(readAttributes({}, 'attributes'), new Map());
    assert.deepEqual(readAttributes({ attributes: null }, 'attributes'), new Map());
  });
});
