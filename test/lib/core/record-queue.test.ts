import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createRecordQueue } from '../../../lib/core/record-queue.js';

const MANY = { maxRecords: 1000, maxBytes: 1_000_000 };

describe('record queue', () => {
  it('keeps records until they are acknowledged', () => {
    const queue = createRecordQueue<string>(MANY);
    queue.push('a', 1);
    queue.push('b', 2);
    const batch = queue.peek(MANY);
    assert.deepEqual(batch, { records: ['a', 'b'], from: 0, to: 2 });
    assert.deepEqual(queue.peek(MANY), batch);
    queue.acknowledge(batch);
    assert.equal(queue.size, 0);
    assert.equal(queue.bytes, 0);
    assert.deepEqual(queue.peek(MANY), { records: [], from: 2, to: 2 });
  });

  it('leaves what came after a batch was peeked', () => {
    const queue = createRecordQueue<string>(MANY);
    queue.push('a', 1);
    const batch = queue.peek(MANY);
    queue.push('b', 1);
    queue.acknowledge(batch);
    queue.acknowledge(batch);
    assert.deepEqual(queue.peek(MANY).records, ['b']);
    assert.equal(queue.end, 2);
    assert.equal(queue.acknowledged, 1);
  });

  it('bounds a batch by count and bytes, but never to nothing', () => {
    const queue = createRecordQueue<string>(MANY);
    queue.push('large', 900);
    queue.push('small', 1);
    queue.push('small too', 1);
    assert.deepEqual(queue.peek({ maxRecords: 2, maxBytes: 1000 }).records, ['large', 'small']);
    assert.deepEqual(queue.peek({ maxRecords: 3, maxBytes: 10 }).records, ['large']);
  });

  it('refuses the newest record when it is full, in count or bytes', () => {
    const queue = createRecordQueue<string>({ maxRecords: 2, maxBytes: 10 });
    assert.equal(queue.push('a', 4), true);
    assert.equal(queue.push('too large', 7), false);
    assert.equal(queue.push('b', 6), true);
    assert.equal(queue.push('c', 0), false);
    assert.equal(queue.dropped, 2);
    assert.deepEqual(queue.peek(MANY).records, ['a', 'b']);
  });

  it('tells its listeners of what it took, until they leave', () => {
    const queue = createRecordQueue<string>({ maxRecords: 2, maxBytes: 10 });
    let calls = 0;
    const leave = queue.onPush(() => {
      calls += 1;
    });
    queue.push('a', 1);
    queue.push('refused', 100);
    leave();
    queue.push('b', 1);
    assert.equal(calls, 1);
  });

  it('grows to its limit and back, around the end of its ring and without a gap', () => {
    const queue = createRecordQueue<number>({ maxRecords: 5000, maxBytes: 1e9 });
    let next = 0;
    let expected = 0;
    for (const waiting of [700, 1500, 5000, 3, 1100, 4999, 0]) {
      while (queue.size < waiting) {
        queue.push(next++, 2);
      }
      while (queue.size > waiting) {
        const batch = queue.peek({ maxRecords: Math.min(333, queue.size - waiting), maxBytes: 1e9 });
        assert.deepEqual(batch.records[0], expected);
        expected += batch.records.length;
        queue.acknowledge(batch);
      }
      assert.deepEqual([queue.bytes, queue.acknowledged, queue.end], [2 * waiting, expected, next]);
    }
    assert.equal(expected, next);
  });

  it('gives every record once and in order, however batches are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 400 })), { maxLength: 60 }), (steps) => {
        const queue = createRecordQueue<number>({ maxRecords: 100_000, maxBytes: 1e9 });
        const seen: number[] = [];
        let next = 0;
        for (const [push, count] of steps) {
          if (push) {
            for (let i = 0; i < count; i++) queue.push(next++, 1);
          } else {
            const batch = queue.peek({ maxRecords: count, maxBytes: 1e9 });
            seen.push(...batch.records);
            queue.acknowledge(batch);
          }
        }
        seen.push(...queue.peek({ maxRecords: 1e9, maxBytes: 1e9 }).records);
        assert.deepEqual(
          seen,
          Array.from({ length: next }, (_, index) => index),
        );
      }),
    );
  });
});
