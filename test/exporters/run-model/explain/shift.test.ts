import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type ClockedTask,
  clockShifts,
  serverTaskOf,
  shiftInto,
} from '../../../../exporters/run-model/explain/shift.js';
import { atOnce } from '../../../../exporters/steps/index.js';

function task(start: number, end: number | undefined, fields: Partial<ClockedTask> = {}): ClockedTask {
  return {
    kind: 'task',
    side: 'server',
    client: 'a',
    operation: 'train',
    start,
    end,
    error: undefined,
    spanId: undefined,
    parentSpanId: undefined,
    ...fields,
  };
}

const span = (start: number, end: number | undefined, fields: Partial<ClockedTask> = {}) =>
  task(start, end, { side: 'client', ...fields });

describe('explain: clocks', () => {
  it('leaves a span alone that lies within the server’s task', () => {
    assert.equal(shiftInto(span(1100, 1900), task(1000, 2000)), 0);
    assert.equal(shiftInto(span(1000, 2000), task(1000, 2000)), 0);
  });

  it('pushes a span just inside when it is off by a rounding', () => {
    assert.equal(shiftInto(span(999.5, 1500), task(1000, 2000)), 0.5);
    assert.equal(shiftInto(span(1500, 2003), task(1000, 2000)), -3);
  });

  it('puts a span of a foreign clock into the middle', () => {
    assert.equal(shiftInto(span(51_000, 51_600), task(1000, 2000)), 1200 - 51_000);
    assert.equal(shiftInto(span(-9000, -8400), task(1000, 2000)), 1200 + 9000);
  });

  it('lets a span that is longer than the task begin with it', () => {
    assert.equal(shiftInto(span(500, 2500), task(1000, 2000)), 500);
  });

  it('takes no end for a bound at which the server gave the task up, or that is not there yet', () => {
    assert.equal(shiftInto(span(1100, 9000), task(1000, 2000, { error: 'straggler' })), 0);
    assert.equal(shiftInto(span(900, 9000), task(1000, 2000, { error: 'straggler' })), 100);
    assert.equal(shiftInto(span(1100, 9000), task(1000, undefined)), 0);
    assert.equal(shiftInto(span(400, undefined), task(1000, 2000)), 600);
  });

  it('finds the task of a span by its parent, else by client, operation and time', () => {
    const first = task(0, 10, { spanId: '01' });
    const second = task(20, 30, { spanId: '02' });
    const evaluation = task(20, 30, { operation: 'evaluate', spanId: '03' });
    const tasks = [first, second, evaluation, task(20, 30, { client: 'b' })];
    assert.equal(serverTaskOf(span(21, 29, { parentSpanId: '01' }), tasks), first);
    assert.equal(serverTaskOf(span(21, 29, { parentSpanId: 'ff' }), tasks), second);
    assert.equal(serverTaskOf(span(2, 9), tasks), first);
    assert.equal(serverTaskOf(span(2, 9, { operation: 'evaluate' }), tasks), evaluation);
    assert.equal(serverTaskOf(span(2, 9, { client: 'c' }), tasks), undefined);
  });

  it('moves clients’ spans only, each into its own task', () => {
    const tasks = [
      task(0, 9000, { kind: 'round', client: undefined }),
      task(0, 1000),
      span(5000, 5600),
      task(0, 2000, { client: 'b' }),
      span(100, 1900, { client: 'b' }),
      span(7000, 8000, { client: 'c' }),
    ];
    assert.deepEqual(atOnce(clockShifts(tasks)), [0, 0, -4800, 0, 0, 0]);
  });

  it('always ends up inside, whatever the clocks say, when the span fits', () => {
    const millis = fc.integer({ min: -1e7, max: 1e7 });
    const length = fc.integer({ min: 1, max: 1e6 });
    fc.assert(
      fc.property(millis, length, millis, length, (taskStart, taskLength, spanStart, spanLength) => {
        const outer = task(taskStart, taskStart + taskLength);
        const inner = span(spanStart, spanStart + Math.min(spanLength, taskLength));
        const shift = shiftInto(inner, outer);
        assert.ok(inner.start + shift >= outer.start - 1e-6);
        assert.ok((inner.end ?? 0) + shift <= (outer.end ?? 0) + 1e-6);
      }),
    );
  });
});
