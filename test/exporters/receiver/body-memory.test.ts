import assert from 'node:assert/strict';
import { type BodyMemory, createBodyMemory } from '../../../exporters/receiver/body-memory.js';

const MEBIBYTE = 1024 * 1024;

/** Chunks of different content, and what they are together. */
function chunksOf(sizes: readonly number[]): { chunks: Buffer[]; whole: Buffer; size: number } {
  const chunks = sizes.map((size, at) => Buffer.alloc(size, at + 1));
  const whole = Buffer.concat(chunks);
  return { chunks, whole, size: whole.length };
}

function join(memory: BodyMemory, sizes: readonly number[]) {
  const { chunks, whole, size } = chunksOf(sizes);
  return { ...memory.join(chunks, size), whole, chunks };
}

describe('createBodyMemory', () => {
  it('puts chunks together in order, whatever their number and sizes', () => {
    const memory = createBodyMemory();
    for (const sizes of [[], [5], [1, 2, 3], [0, 7, 0], [MEBIBYTE, 1], [4 * MEBIBYTE - 1, 1], [4 * MEBIBYTE, 1]]) {
      const { body, release, whole } = join(memory, sizes);
      assert.ok(body.equals(whole), sizes.join());
      release();
    }
  });

  it('uses the memory of a body again once it is released, and not before', () => {
    const memory = createBodyMemory();
    const first = join(memory, [100, 100]);
    const second = join(memory, [50, 60]);
    assert.notEqual(first.body.buffer, second.body.buffer);
    assert.ok(first.body.equals(first.whole));
    first.release();
    const third = join(memory, [70, 5]);
    assert.equal(third.body.buffer, first.body.buffer);
    assert.ok(third.body.equals(third.whole));
    assert.ok(second.body.equals(second.whole));
  });

  it('shows nothing of an earlier body', () => {
    const memory = createBodyMemory();
    const long = join(memory, [1_000, 1_000]);
    long.release();
    const short = join(memory, [3, 4]);
    assert.equal(short.body.length, 7);
    assert.ok(short.body.equals(short.whole));
  });

  it('copies nothing when there is one chunk only, and never gives its memory to another body', () => {
    const memory = createBodyMemory();
    const only = join(memory, [100]);
    assert.equal(only.body, only.chunks[0]);
    only.release();
    assert.notEqual(join(memory, [10, 10]).body.buffer, only.body.buffer);
  });

  it('keeps no memory of a body beyond the usual', () => {
    const memory = createBodyMemory();
    const large = join(memory, [4 * MEBIBYTE, 1]);
    large.release();
    assert.notEqual(join(memory, [4 * MEBIBYTE, 2]).body.buffer, large.body.buffer);
  });

  it('has four pieces at most, and gives further bodies at the same time memory of their own size', () => {
    const memory = createBodyMemory();
    const sizes = [MEBIBYTE, 1];
    const bodies = Array.from({ length: 6 }, () => join(memory, sizes));
    assert.deepEqual(
      bodies.map(({ body }) => body.buffer.byteLength),
      [...Array(4).fill(4 * MEBIBYTE), MEBIBYTE + 1, MEBIBYTE + 1],
    );
    for (const { body, whole, release } of bodies) {
      assert.ok(body.equals(whole));
      release();
    }
    const known = new Set(bodies.map(({ body }) => body.buffer));
    const again = Array.from({ length: 6 }, () => join(memory, sizes).body.buffer);
    assert.equal(again.filter((buffer) => known.has(buffer)).length, 4);
  });
});
