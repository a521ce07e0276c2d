import assert from 'node:assert/strict';
import { cutBatches, MAX_BATCH_POINTS, type RunPoint } from '../../../../exporters/mlflow/sink/batches.js';
import { PointStream } from '../../../../exporters/mlflow/sink/point-stream.js';

const point = (key: string, step: number, value = step, child?: string): RunPoint => ({
  name: { key, child, tag: undefined },
  step,
  timeMillis: step,
  value,
});

describe('cutBatches', () => {
  it('brings points of one key together and loses none', () => {
    const points = Array.from({ length: 5000 }, (_, n) => point(`k${n % 50}`, n));
    const batches = cutBatches(points, false);
    assert.equal(batches.length, 5);
    for (const { points: some } of batches) assert.equal(new Set(some.map(({ name }) => name.key)).size, 10);
    const all = batches.flatMap((batch) => batch.points);
    assert.deepEqual(new Set(all), new Set(points));
  });

  it('sends the points of a key in their order, request by request, in each request the latest first', () => {
    const batches = cutBatches(
      Array.from({ length: 2 * MAX_BATCH_POINTS }, (_, n) => point('k', n)),
      false,
    );
    const steps = batches.map(({ points }) => points.map(({ step }) => step));
    assert.deepEqual(
      steps.map((some) => [some[0], some.at(-1)]),
      [
        [999, 0],
        [1999, 1000],
      ],
    );
    for (const some of steps) {
      assert.deepEqual(
        some,
        [...some].sort((a, b) => b - a),
      );
    }
  });

  it('keeps runs of clients apart, and NaN where it must', () => {
    const points = [point('a', 1), point('a', 2, Number.NaN), point('a', 3, 3, 'x'), point('a', 4)];
    assert.deepEqual(
      cutBatches(points, true).map(({ child, points: some }) => [child, some.map(({ step }) => step)]),
      [
        [undefined, [4, 1]],
        ['x', [3]],
        [undefined, [2]],
      ],
    );
    assert.equal(cutBatches(points, false).length, 2);
  });
});

describe('PointStream', () => {
  const fill = (stream: PointStream, count: number) => {
    for (let n = 0; n < count; n++) stream.push(point(`k${n % 7}`, n));
  };

  it('gives whole requests at once, the rest when asked for all', () => {
    const stream = new PointStream(0, undefined);
    fill(stream, 2500);
    assert.equal(stream.next(false, false)?.size, 2000);
    stream.advance();
    assert.deepEqual([stream.place, stream.waiting], [0, 1500]);
    stream.advance();
    assert.deepEqual([stream.place, stream.waiting, stream.plan], [2000, 500, undefined]);
    assert.equal(stream.next(false, false), undefined);
    assert.equal(stream.next(true, false)?.size, 500);
    stream.advance();
    assert.deepEqual([stream.place, stream.waiting], [2500, 0]);
    assert.equal(stream.next(true, false), undefined);
  });

  it('goes on after a restart with the very plan that it had', () => {
    const before = new PointStream(0, undefined);
    fill(before, 3000);
    const plan = before.next(false, true);
    before.advance();
    assert.ok(plan !== undefined && before.plan !== undefined);
    const { size, nanApart, done, divided } = before.plan;
    const after = new PointStream(before.place, { size, nanApart, done, divided });
    fill(after, 2999);
    assert.equal(after.next(false, false), undefined, 'not before all of its points are here');
    assert.equal(after.hasWhole, false);
    after.push(point('k3', 2999));
    const again = after.next(false, false);
    assert.deepEqual(
      again?.batches.map(({ points }) => points.length),
      plan.batches.map(({ points }) => points.length),
    );
    assert.equal(again?.done, 1);
    assert.equal(after.waiting, 2000);
  });

  it('takes everything of a backlog at once, so that no small rest of many keys is left', () => {
    const stream = new PointStream(0, undefined);
    fill(stream, 7242);
    assert.equal(stream.next(false, false)?.size, 7242);
    assert.equal(stream.plan?.batches.length, 8);
  });

  it('skips what is there already', () => {
    const stream = new PointStream(10, undefined);
    fill(stream, 12);
    assert.deepEqual(
      stream.next(true, false)?.batches[0]?.points.map(({ step }) => step),
      [11, 10],
    );
  });

  it('gives a plan up whose points do not come again', () => {
    const stream = new PointStream(0, { size: 100, nanApart: false, done: 0, divided: false });
    fill(stream, 50);
    assert.equal(stream.next(false, false), undefined);
    assert.equal(stream.next(true, false)?.size, 50);
  });

  it('remembers that a request was divided', () => {
    const stream = new PointStream(0, undefined);
    fill(stream, MAX_BATCH_POINTS);
    stream.next(false, false);
    stream.markDivided();
    assert.equal(stream.plan?.divided, true);
  });
});
