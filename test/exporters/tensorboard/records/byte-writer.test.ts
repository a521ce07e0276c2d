import assert from 'node:assert/strict';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { ByteWriter, varintBytes } from '../../../../exporters/tensorboard/records/byte-writer.js';

describe('ByteWriter', () => {
  it('writes varints as protobuf does, up to the largest safe integer', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        const writer = new ByteWriter();
        writer.varint(value);
        assert.equal(Number(protobuf.Reader.create(writer.written.slice()).uint64()), value);
        assert.equal(writer.length, varintBytes(value));
      }),
    );
  });

  it('keeps what was written while it grows', () => {
    const writer = new ByteWriter();
    for (let n = 0; n < 10_000; n++) writer.uint32(n);
    const view = new DataView(writer.written.slice().buffer);
    for (let n = 0; n < 10_000; n++) assert.equal(view.getUint32(n * 4, true), n);
  });

  it('writes numbers with their lowest byte first, and over what stands there', () => {
    const writer = new ByteWriter();
    writer.uint32(1);
    writer.float(-1.5);
    writer.double(Number.NaN);
    writer.bytes(Uint8Array.of(7, 8));
    writer.uint32At(0, 0xdeadbeef);
    const bytes = Buffer.from(writer.written);
    assert.equal(bytes.readUInt32LE(0), 0xdeadbeef);
    assert.equal(bytes.readFloatLE(4), -1.5);
    assert.equal(bytes.readDoubleLE(8), Number.NaN);
    assert.deepEqual([...bytes.subarray(16)], [7, 8]);
  });

  it('forgets its first bytes and moves the rest to the front', () => {
    const writer = new ByteWriter();
    writer.bytes(Uint8Array.from({ length: 300_000 }, (_, n) => n % 251));
    writer.discard(299_998);
    assert.deepEqual([...writer.written], [299_998 % 251, 299_999 % 251]);
    writer.discard(2);
    assert.equal(writer.length, 0);
    writer.byte(9);
    assert.deepEqual([...writer.written], [9]);
  });
});
