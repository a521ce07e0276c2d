import assert from 'node:assert/strict';
import fc from 'fast-check';
import { project } from '../../../viewer/map/projection.js';
import {
  boxAround,
  fitBox,
  panBy,
  type Viewport,
  WORLD_HEIGHT,
  WORLD_WIDTH,
  wholeWorld,
  zoomAt,
} from '../../../viewer/map/viewport.js';

const SIZE = { width: 800, height: 600 };

/** The world's point under a point of the window. */
function under({ scale, x, y }: Viewport, left: number, top: number): readonly [number, number] {
  return [(left - x) / scale, (top - y) / scale];
}

function near(actual: number | undefined, expected: number, slack = 1e-6): void {
  assert.ok(actual !== undefined && Math.abs(actual - expected) < slack, `${actual} is not ${expected}`);
}

describe('map: viewport', () => {
  it('shows the whole world in the middle', () => {
    const view = wholeWorld(SIZE);
    near(view.scale, 0.8);
    near(view.x, 0);
    near(view.y, (600 - WORLD_HEIGHT * 0.8) / 2);
  });

  it('keeps what is under the pointer there while zooming', () => {
    const before = zoomAt(wholeWorld(SIZE), 4, 400, 300, SIZE);
    const after = zoomAt(before, 1.7, 250, 340, SIZE);
    const [x, y] = under(before, 250, 340);
    const [newX, newY] = under(after, 250, 340);
    near(newX, x);
    near(newY, y);
  });

  it('moves by pixels, and never so far that nothing of the world is in the middle', () => {
    const view = zoomAt(wholeWorld(SIZE), 8, 400, 300, SIZE);
    assert.deepEqual(panBy(view, 10, -5, SIZE), { ...view, x: view.x + 10, y: view.y - 5 });
    for (const [dx, dy] of [
      [1e6, 1e6],
      [-1e6, -1e6],
    ] as const) {
      const [x, y] = under(panBy(view, dx, dy, SIZE), 400, 300);
      assert.ok(x >= -1e-6 && x <= WORLD_WIDTH + 1e-6 && y >= -1e-6 && y <= WORLD_HEIGHT + 1e-6);
    }
  });

  it('goes no farther out than the world, and no closer than its limit', () => {
    const world = wholeWorld(SIZE);
    assert.deepEqual(zoomAt(world, 0.1, 10, 10, SIZE), world);
    near(zoomAt(world, 1e9, 400, 300, SIZE).scale, world.scale * 80);
  });

  it('fits a box with room around it, a point not closer than ten times the world', () => {
    const view = fitBox({ left: 500, right: 560, top: 150, bottom: 200 }, SIZE);
    near((500 + 560) / 2, under(view, 400, 300)[0]);
    assert.ok(560 * view.scale + view.x <= 800 - 48 + 1e-6 && 500 * view.scale + view.x >= 48 - 1e-6);
    near(fitBox({ left: 5, right: 5, top: 5, bottom: 5 }, SIZE).scale, wholeWorld(SIZE).scale * 10);
  });

  it('stays sane whatever is done to it', () => {
    const action = fc.oneof(
      fc.tuple(
        fc.constant('pan' as const),
        fc.double({ noNaN: true, min: -2000, max: 2000 }),
        fc.double({ noNaN: true, min: -2000, max: 2000 }),
      ),
      fc.tuple(
        fc.constant('zoom' as const),
        fc.double({ noNaN: true, min: 0.1, max: 10 }),
        fc.double({ noNaN: true, min: 0, max: 800 }),
      ),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        let view = wholeWorld(SIZE);
        for (const [kind, a, b] of actions)
          view = kind === 'pan' ? panBy(view, a, b, SIZE) : zoomAt(view, a, b, b / 2, SIZE);
        const [x, y] = under(view, 400, 300);
        assert.ok(view.scale > 0 && x >= -1e-6 && x <= WORLD_WIDTH + 1e-6 && y >= -1e-6 && y <= WORLD_HEIGHT + 1e-6);
      }),
    );
  });

  it('finds the box around points', () => {
    assert.deepEqual(boxAround(new Float64Array([1, 9, -3, 4])), { left: -3, right: 1, top: 4, bottom: 9 });
    assert.equal(boxAround(new Float64Array()), undefined);
  });
});

describe('map: projection', () => {
  it('puts places where they are to each other', () => {
    const [vienna, lisbon, sydney] = [project(48.2, 16.4), project(38.7, -9.1), project(-33.9, 151.2)];
    assert.ok(vienna && lisbon && sydney);
    assert.ok(lisbon[0] < vienna[0] && vienna[0] < sydney[0]);
    assert.ok(vienna[1] < lisbon[1] && lisbon[1] < sydney[1]);
    const [x, y] = project(0, 0) ?? [];
    near(x, WORLD_WIDTH / 2, 0.01);
    near(y, WORLD_HEIGHT / 2, 0.01);
  });

  it('knows no place that is not on Earth', () => {
    for (const [lat, lng] of [
      [91, 0],
      [0, 181],
      [Number.NaN, 0],
      [0, Number.POSITIVE_INFINITY],
    ] as const) {
      assert.equal(project(lat, lng), undefined);
    }
  });
});
