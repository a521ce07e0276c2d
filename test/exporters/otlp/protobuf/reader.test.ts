import assert from 'node:assert/strict';
import { OtlpDecodeError } from '../../../../exporters/otlp/index.js';
import { MAX_GROUP_DEPTH } from '../../../../exporters/otlp/limits.js';
import { ProtobufReader } from '../../../../exporters/otlp/protobuf/reader.js';
import {
  doubleField,
  fixed64Field,
  group,
  lengthField,
  message,
  tag,
  varint,
  varintField,
} from '../protobuf-writer.js';

/** Skips all fields of a message and counts them. */
function skipAll(bytes: Uint8Array): number {
  const reader = new ProtobufReader(bytes);
  let count = 0;
  for (let next = reader.nextTag(); next !== 0; next = reader.nextTag()) {
    reader.skip(next);
    count++;
  }
  assert.equal(reader.position, bytes.length);
  return count;
}

function readInt64(bytes: Uint8Array): number | bigint {
  return new ProtobufReader(bytes).int64();
}

describe('ProtobufReader', () => {
  it('reads varints of every length', () => {
    for (let bits = 0n; bits < 63n; bits++) {
      for (const value of [2n ** bits - 1n, 2n ** bits, -(2n ** bits)]) {
        assert.equal(BigInt(readInt64(varint(value))), value);
      }
    }
  });

  it('takes varints with needless bytes and drops bits beyond the 64th', () => {
    assert.equal(readInt64(Buffer.from([0x81, 0x80, 0x00])), 1);
    assert.equal(readInt64(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f])), -1);
  });

  it('refuses varints of 11 bytes and cut ones', () => {
    assert.throws(() => readInt64(Buffer.alloc(11, 0x80)), /more than 10 bytes/);
    assert.throws(() => readInt64(Buffer.alloc(3, 0x80)), /cut off/);
    assert.throws(() => readInt64(Buffer.alloc(0)), OtlpDecodeError);
  });

  it('reads a negative enum, which has ten bytes on the wire', () => {
    assert.equal(new ProtobufReader(varint(-1)).int32(), -1);
  });

  it('reads a bool whose only bit is a high one', () => {
    assert.equal(new ProtobufReader(varint(2n ** 40n)).bool(), true);
    assert.equal(new ProtobufReader(varint(0)).bool(), false);
  });

  it('skips fields of every wire type', () => {
    const fields = [
      varintField(1, 2n ** 63n),
      doubleField(2, 1),
      lengthField(3, 'text'),
      message(tag(4, 5), Buffer.alloc(4)),
    ];
    assert.equal(skipAll(message(...fields)), 4);
  });

  it('skips groups with all that is in them', () => {
    const inner = group(2, varintField(1, 1), group(2), lengthField(9, 'x'), fixed64Field(3, 1n));
    assert.equal(skipAll(message(group(1, inner, inner), varintField(5, 1))), 2);
  });

  it('refuses groups that do not end, end twice or end as another', () => {
    const broken = [
      tag(1, 3),
      message(tag(1, 3), varintField(2, 1)),
      tag(1, 4),
      message(tag(1, 3), tag(2, 4)),
      message(tag(1, 3), tag(2, 3), tag(1, 4), tag(2, 4)),
    ];
    for (const bytes of broken) {
      assert.throws(() => skipAll(bytes), OtlpDecodeError, bytes.toString('hex'));
    }
  });

  it('does not look for the end of a group beyond the message around it', () => {
    const reader = new ProtobufReader(message(lengthField(1, tag(7, 3)), tag(7, 4)));
    reader.nextTag();
    reader.enter();
    assert.throws(() => reader.skip(reader.nextTag()), /ends within a group/);
  });

  it('bounds the depth of groups', () => {
    const deep = (depth: number): Buffer =>
      message(...Array.from({ length: depth }, () => tag(1, 3)), ...Array.from({ length: depth }, () => tag(1, 4)));
    assert.equal(skipAll(deep(MAX_GROUP_DEPTH)), 1);
    assert.throws(() => skipAll(deep(MAX_GROUP_DEPTH + 1)), /nested more than 100 deep/);
  });

  it('refuses wire types 6 and 7, field number 0 and tags beyond 32 bits', () => {
    for (const bytes of [tag(1, 6), tag(1, 7), tag(0, 0), varint(2n ** 33n)]) {
      assert.throws(() => skipAll(bytes), OtlpDecodeError, bytes.toString('hex'));
    }
  });

  it('refuses lengths beyond the enclosing message, even if the body goes on', () => {
    const inner = message(tag(1, 2), varint(5), Buffer.from('ab'));
    const reader = new ProtobufReader(message(lengthField(1, inner), Buffer.from('cdefgh')));
    reader.nextTag();
    reader.enter();
    reader.nextTag();
    assert.throws(() => reader.string(), /a field of 5 bytes, 2 left in the message \(byte 3 of 12\)/);
  });

  it('refuses fixed fields beyond the enclosing message', () => {
    const reader = new ProtobufReader(message(lengthField(1, Buffer.alloc(7)), Buffer.alloc(8)));
    reader.nextTag();
    reader.enter();
    assert.throws(() => reader.double(), /8 bytes expected, 7 left/);
  });

  it('refuses huge lengths', () => {
    for (const length of [2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 64n - 1n]) {
      assert.throws(
        () => skipAll(message(tag(1, 2), varint(length), Buffer.alloc(3))),
        OtlpDecodeError,
        String(length),
      );
    }
  });

  it('goes back within a message and leaves it from anywhere', () => {
    const reader = new ProtobufReader(
      message(lengthField(1, message(varintField(1, 7), varintField(2, 8))), varintField(3, 9)),
    );
    reader.nextTag();
    const outer = reader.enter();
    const start = reader.position;
    reader.skip(reader.nextTag());
    reader.rewind(start);
    assert.equal(reader.nextTag(), 8);
    assert.equal(reader.int32(), 7);
    reader.leave(outer);
    assert.equal(reader.nextTag(), 24);
    assert.equal(reader.int32(), 9);
    assert.equal(reader.nextTag(), 0);
  });

  it('reads a body that is a part of a larger buffer', () => {
    const whole = Buffer.concat([Buffer.alloc(5, 1), doubleField(1, 0.5), Buffer.alloc(5, 1)]);
    const reader = new ProtobufReader(whole.subarray(5, 14));
    assert.equal(reader.nextTag(), 9);
    assert.equal(reader.double(), 0.5);
    assert.equal(reader.nextTag(), 0);
  });

  it('reads ids of the right size only', () => {
    const read = (hex: string): string =>
      new ProtobufReader(lengthField(1, Buffer.from(hex, 'hex')).subarray(1)).hexId(8);
    assert.equal(read('B7AD6B7169203331'), 'b7ad6b7169203331');
    for (const invalid of ['', 'b7ad6b71692033', 'b7ad6b716920333100', '0000000000000000']) {
      assert.equal(read(invalid), '', invalid);
    }
  });
});
