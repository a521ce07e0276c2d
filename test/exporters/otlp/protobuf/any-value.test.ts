import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type AnyValue, OtlpDecodeError } from '../../../../exporters/otlp/index.js';
import { MAX_CONTAINERS, MAX_ITEMS, MAX_VALUE_DEPTH } from '../../../../exporters/otlp/limits.js';
import { readAnyValue, readKeyValue } from '../../../../exporters/otlp/protobuf/any-value.js';
import { ProtobufReader } from '../../../../exporters/otlp/protobuf/reader.js';
import { anyValueTree } from '../any-value-trees.js';
import { anyValue, doubleField, keyValue, lengthField, message, varint, varintField } from '../protobuf-writer.js';

/** Reads the content of an `AnyValue`. */
function read(content: Uint8Array): AnyValue {
  return readAnyValue(new ProtobufReader(message(varint(content.length), content)));
}

function nested(depth: number, wrap: (inner: Uint8Array) => Buffer): Buffer {
  let content = anyValue('core');
  for (let i = 0; i < depth; i++) {
    content = wrap(content);
  }
  return content;
}

const inArray = (inner: Uint8Array): Buffer => lengthField(5, lengthField(1, inner));
const inList = (inner: Uint8Array): Buffer => lengthField(6, lengthField(1, lengthField(2, inner)));

describe('readAnyValue of protobuf', () => {
  it('gives back every tree of values', () => {
    fc.assert(
      fc.property(anyValueTree, (value) => {
        assert.deepEqual(read(anyValue(value)), value);
      }),
    );
  });

  it('reads every kind of double', () => {
    for (const value of [Number.NaN, Infinity, -Infinity, -0, 5e-324, Number.MAX_VALUE]) {
      assert.ok(Object.is(read(doubleField(4, value)), value), String(value));
    }
  });

  it('is null without a member, and with members of the future', () => {
    assert.equal(read(message()), null);
    assert.equal(read(varintField(8, 3)), null);
  });

  it('gives the last member of the oneof, and goes on with arrays and lists of the same member', () => {
    assert.equal(read(message(anyValue('first'), anyValue(2))), 2);
    assert.deepEqual(read(message(anyValue([1]), anyValue([2, 3]))), [1, 2, 3]);
    assert.deepEqual(read(message(anyValue([1]), anyValue('x'), anyValue([2]))), [2]);
    const lists = message(anyValue(new Map([['a', 1]])), anyValue(new Map([['b', 2]])));
    assert.deepEqual(read(lists), new Map(Object.entries({ a: 1, b: 2 })));
  });

  it('copies bytes, so that they do not keep the request alive', () => {
    const value = read(anyValue(new Uint8Array([1, 2])));
    assert.ok(value instanceof Uint8Array && !Buffer.isBuffer(value));
    assert.equal(value.buffer.byteLength, 2);
  });

  for (const [name, wrap] of Object.entries({ inArray, inList })) {
    it(`takes values nested ${MAX_VALUE_DEPTH} deep and no deeper (${name})`, () => {
      read(nested(MAX_VALUE_DEPTH, wrap));
      assert.throws(() => read(nested(MAX_VALUE_DEPTH + 1, wrap)), OtlpDecodeError);
      assert.throws(() => read(nested(5_000, wrap)), /nested more than 32 deep/);
    });
  }

  it('refuses arrays beyond the limit', () => {
    const items = Buffer.alloc((MAX_ITEMS + 1) * 2);
    items.fill(lengthField(1, ''));
    assert.throws(() => read(lengthField(5, items)), /more than 1000000 elements/);
  });
});

describe('readAnyValue of protobuf over a whole request', () => {
  it('bounds the arrays and lists, which cost far more in memory than on the wire', () => {
    const half = Buffer.alloc((MAX_CONTAINERS / 2) * 4);
    half.fill(lengthField(1, lengthField(6, '')));
    const list = lengthField(5, half);
    const reader = new ProtobufReader(message(varint(list.length), list, varint(list.length), list));
    assert.ok(Array.isArray(readAnyValue(reader)));
    assert.throws(() => readAnyValue(reader), /more than 1000000 arrays and lists/);
  });
});

describe('readKeyValue of protobuf', () => {
  function readAll(...fields: readonly Buffer[]): Map<string, AnyValue> {
    const attributes = new Map<string, AnyValue>();
    for (const field of fields) {
      readKeyValue(new ProtobufReader(field.subarray(1)), attributes);
    }
    return attributes;
  }

  it('keeps the last value of a key, the empty key and keys that mean something to JavaScript', () => {
    const read = readAll(
      keyValue(1, 'a', 1),
      keyValue(1, 'a', 2),
      keyValue(1, '', 'empty'),
      keyValue(1, '__proto__', 'x'),
      keyValue(1, 'constructor', null),
    );
    assert.deepEqual(
      [...read],
      [
        ['a', 2],
        ['', 'empty'],
        ['__proto__', 'x'],
        ['constructor', null],
      ],
    );
  });

  it('takes the value before the key and merges a value in two parts', () => {
    const swapped = lengthField(1, message(lengthField(2, anyValue('v')), lengthField(1, 'k')));
    const parts = lengthField(1, message(lengthField(1, 'p'), lengthField(2, anyValue('v')), lengthField(2, '')));
    assert.deepEqual(readAll(swapped, parts), new Map(Object.entries({ k: 'v', p: 'v' })));
  });
});
