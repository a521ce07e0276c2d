import assert from 'node:assert/strict';
import { ARC_WIDTHS, arcsOf, curveBetween, MOST_ARCS } from '../../../viewer/map/arcs.js';
import { chosenMetric, metricChoices } from '../../../viewer/map/metric-choice.js';
import { clusterRadius, hitTest, sceneOf } from '../../../viewer/map/scene.js';
import { clusterLines, markerLines, placeWords } from '../../../viewer/map/tip-words.js';
import { round } from '../timeline/support.js';
import { marker } from './support.js';

const VIEW = { scale: 1, x: 0, y: 0 };
const crowd = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) =>
    marker(from + index, [300 + index / 10, 200], { value: index, up: 10, state: index < 3 ? 'dropped' : 'completed' }),
  );

describe('map: scene', () => {
  it('has markers, clusters and the server, and leaves out who has no place', () => {
    const scene = sceneOf([marker(0, [100, 100]), marker(1), ...crowd(2, 20)], [500, 150], 1);
    assert.deepEqual([scene.markers.length, scene.clusters.length], [1, 1]);
    const [cluster] = scene.clusters;
    assert.deepEqual(cluster?.states, [
      { state: 'completed', count: 17 },
      { state: 'dropped', count: 3 },
    ]);
    assert.equal(cluster?.value, 9.5);
    assert.deepEqual(scene.box, { left: 100, right: 500, top: 100, bottom: 200 });
  });

  it('draws who has no part in the round below who has', () => {
    const scene = sceneOf([marker(0, [1, 1]), marker(1, [100, 1], { state: 'none' })], undefined, 1);
    assert.deepEqual(
      scene.markers.map((item) => item.marker.client),
      [1, 0],
    );
  });

  it('finds what is under the pointer: clusters first, then the nearest marker', () => {
    const scene = sceneOf([marker(0, [100, 100]), marker(1, [118, 100]), ...crowd(2, 20)], undefined, 1);
    const hit = (x: number, y: number) => {
      const item = hitTest(scene, VIEW, x, y);
      return item?.kind === 'marker' ? item.marker.client : item?.kind;
    };
    assert.deepEqual([hit(101, 101), hit(114, 100), hit(300, 205), hit(700, 100)], [0, 1, 'cluster', undefined]);
    assert.equal(hitTest(scene, { scale: 2, x: -50, y: 10 }, 150, 210)?.kind, 'marker');
  });

  it('makes larger clusters larger, up to a limit', () => {
    const radius = (count: number) =>
      clusterRadius({
        kind: 'cluster',
        points: Array(count).fill(0),
        x: 0,
        y: 0,
        box: { left: 0, right: 0, top: 0, bottom: 0 },
      });
    assert.ok(radius(8) < radius(100) && radius(1e6) === radius(1e7));
  });

  it('has arcs for bytes only, those of a cluster together, and none without a server', () => {
    const all = [marker(0, [100, 100], { up: 400, down: 100 }), marker(1, [200, 50]), ...crowd(2, 20)];
    const { arcs } = sceneOf(all, [500, 150], 1);
    assert.deepEqual(
      arcs.map(({ direction, bytes }) => [direction, bytes]),
      [
        ['down', 100],
        ['up', 200],
        ['up', 400],
      ],
    );
    assert.deepEqual(sceneOf(all, undefined, 1).arcs, []);
  });
});

describe('map: arcs', () => {
  it('have areas that go by bytes, the widest last', () => {
    const ends = [1, 4, 100].map((up, index) => ({ x: index, y: 0, markers: [marker(index, [0, 0], { up })] }));
    const widths = arcsOf(ends).map(({ width }) => width - ARC_WIDTHS.least);
    assert.ok(Math.abs((widths[1] ?? 0) - 2 * (widths[0] ?? 0)) < 1e-9);
    assert.equal((widths[2] ?? 0) + ARC_WIDTHS.least, ARC_WIDTHS.most);
  });

  it('are not more than can be seen: the largest are kept', () => {
    const ends = Array.from({ length: 500 }, (_, up) => ({
      x: up,
      y: 0,
      markers: [marker(up, [0, 0], { up: up + 1 })],
    }));
    const arcs = arcsOf(ends);
    assert.equal(arcs.length, MOST_ARCS);
    assert.equal(arcs[0]?.bytes, 501 - MOST_ARCS);
  });

  it('bend apart on the way there and on the way back', () => {
    const [there, back] = [curveBetween(0, 0, 100, 0), curveBetween(100, 0, 0, 0)];
    assert.ok(there.bendY * back.bendY < 0);
    assert.equal(there.bendX, 50);
  });
});

describe('map: words', () => {
  const metric = chosenMetric(
    metricChoices([round(['completed'], { clients: { numbers: { local_accuracy: [0.5] } } })]),
    undefined,
  );
  const plain = (lines: readonly string[]) => lines.map((line) => line.replaceAll('\u00a0', ' '));

  it('say where a client is and how that is known', () => {
    assert.equal(placeWords({ id: 'a', city: 'Ulm', country: 'DE', lat: 1, lng: 2, place: 'app' }), 'Ulm, DE');
    assert.equal(
      placeWords({ id: 'a', country: 'DE', lat: 51, lng: 10, place: 'country' }),
      'DE, middle of the country',
    );
    assert.equal(placeWords({ id: 'a', lat: 51, lng: 10, place: 'lookup' }), 'looked up');
    assert.equal(placeWords({ id: 'a', city: 'Atlantis' }), 'Atlantis, not on the map');
    assert.equal(placeWords({ id: 'a' }), 'nobody said where');
  });

  it('say about a marker what the map shows', () => {
    const one = marker(0, [1, 1], {
      label: 'Lisbon',
      state: 'straggler',
      raw: 0.9385,
      value: 0.9385,
      up: 1500,
      down: 2_000_000,
    });
    const clients = [{ id: 'client-01', name: 'Lisbon', city: 'Lisbon', lat: 1, lng: 2 }];
    assert.deepEqual(plain(markerLines(one, { clients, metric })), [
      'straggler',
      'Accuracy 93.85 %',
      '1.50 kB up, 2.00 MB down',
      'client-01',
    ]);
    const lost = markerLines(marker(0, undefined, { label: 'x' }), { clients: [{ id: 'x' }], metric });
    assert.deepEqual(lost, ['completed', 'Accuracy –', 'nobody said where']);
  });

  it('say about a cluster how many are in which state, and the mean', () => {
    const [cluster] = sceneOf(crowd(0, 20), undefined, 1).clusters;
    assert.ok(cluster);
    const lines = plain(clusterLines({ ...cluster, value: 0.25 }, { clients: [], metric }));
    assert.deepEqual(lines.slice(0, 2), ['17 completed', '3 dropped out']);
    assert.match(lines[2] ?? '', /^Accuracy 25(\.0+)? % \(mean\)$/);
  });
});
