import assert from 'node:assert/strict';
import fc from 'fast-check';
import { GROUP_RADIUS, groupingScale, groupPoints, type Placed } from '../../../viewer/map/grouping.js';

const points = (...pairs: readonly (readonly [number, number])[]) => new Float64Array(pairs.flat());
const membersOf = (item: Placed) => (item.kind === 'cluster' ? item.points : [item.point]);

describe('map: groups', () => {
  it('leaves markers where they are that do not lie on each other', () => {
    const placed = groupPoints(points([0, 0], [20, 0], [500, 300]), 1);
    assert.deepEqual(
      placed.map((item) => (item.kind === 'marker' ? [item.point, item.x, item.y, item.dx, item.dy] : item)),
      [
        [0, 0, 0, 0, 0],
        [1, 20, 0, 0, 0],
        [2, 500, 300, 0, 0],
      ],
    );
  });

  it('spreads a few that do, around their middle', () => {
    const placed = groupPoints(points([10, 10], [12, 10], [11, 13]), 1);
    const places = placed.map((item) => {
      assert.ok(item.kind === 'marker');
      assert.deepEqual([item.x, item.y], [11, 11]);
      return [item.x + item.dx, item.y + item.dy] as const;
    });
    for (const [index, [x, y]] of places.entries()) {
      for (const [otherX, otherY] of places.slice(index + 1)) assert.ok(Math.hypot(x - otherX, y - otherY) > 12);
    }
  });

  it('spreads more at one and the same place, because no zoom would part them', () => {
    const same = Array.from({ length: 30 }, () => [5, 5] as const);
    const placed = groupPoints(points(...same), 1);
    assert.equal(placed.length, 30);
    const spots = new Set(
      placed.map((item) => (item.kind === 'marker' ? `${item.dx.toFixed(1)} ${item.dy.toFixed(1)}` : '')),
    );
    assert.equal(spots.size, 30);
    const nearby = Array.from({ length: 30 }, (_, index) => [5 + index / 10, 5] as const);
    assert.deepEqual(
      groupPoints(points(...nearby), 1).map(({ kind }) => kind),
      ['cluster'],
    );
  });

  it('makes one of many, with their middle and the box around them', () => {
    const many = Array.from({ length: 100 }, (_, index) => [index % 10, Math.floor(index / 10)] as const);
    const [cluster, ...others] = groupPoints(points(...many), 1);
    assert.equal(others.length, 0);
    assert.ok(cluster?.kind === 'cluster');
    assert.deepEqual([cluster.points.length, cluster.x, cluster.y], [100, 4.5, 4.5]);
    assert.deepEqual(cluster.box, { left: 0, right: 9, top: 0, bottom: 9 });
  });

  it('parts a cluster when one comes closer', () => {
    const many = Array.from({ length: 9 }, (_, index) => [3 * index, 0] as const);
    assert.equal(groupPoints(points(...many), 1)[0]?.kind, 'cluster');
    assert.ok(groupPoints(points(...many), 32).every(({ kind }) => kind === 'marker'));
  });

  it('has each point in exactly one group, which is no larger than it may be', () => {
    const coordinate = fc.double({ min: -50, max: 1050, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(coordinate, coordinate), { maxLength: 200 }),
        fc.double({ min: 0.3, max: 60, noNaN: true }),
        (pairs, scale) => {
          const placed = groupPoints(points(...pairs), scale);
          const seen = placed.flatMap(membersOf).sort((a, b) => a - b);
          assert.deepEqual(
            seen,
            pairs.map((_, index) => index),
          );
          for (const item of placed) {
            if (item.kind !== 'cluster') continue;
            const { left, right, top, bottom } = item.box;
            assert.ok(Math.max(right - left, bottom - top) * scale <= 2 * GROUP_RADIUS + 1e-6);
          }
        },
      ),
    );
  });

  it('holds its groups while zooming a bit', () => {
    assert.equal(groupingScale(1.05), groupingScale(0.95));
    assert.notEqual(groupingScale(1), groupingScale(1.5));
    assert.equal(groupingScale(64), 64);
  });
});
