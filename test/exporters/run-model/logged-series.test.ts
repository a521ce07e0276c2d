import assert from 'node:assert/strict';
import type { JournalEvent } from '../../../exporters/journal/events.js';
import { StepPoints } from '../../../exporters/run-model/step-points.js';
import { at, init, RUN, viewOf } from './support/scenario.js';

type Fields = { readonly [field: string]: unknown };

const event = (fields: Fields) => ({ run_id: RUN, attempt: 1, ...fields }) as unknown as JournalEvent;
const scalar = (step: number, value: number, more: Fields = {}) =>
  event({ event_type: 'scalar', name: 'loss', step, value, timestamp: at(step), ...more });
const histogram = (step: number, edges: readonly number[], counts: readonly number[], more: Fields = {}) =>
  event({
    event_type: 'histogram',
    name: 'weights',
    step,
    edges,
    counts,
    min: edges[0],
    max: edges.at(-1),
    sum: 0,
    sum_of_squares: 0,
    timestamp: at(step),
    ...more,
  });
const text = (step: number, words: string, more: Fields = {}) =>
  event({ event_type: 'text', name: 'notes', step, text: words, timestamp: at(step), ...more });

describe('points over steps', () => {
  const points = (count: number, stride = 1) =>
    Array.from({ length: count }, (_, index) => ({ attempt: 1, step: 1 + index * stride, time: index, mark: '' }));

  it('are all kept where they are few', () => {
    const few = new StepPoints();
    for (const point of points(8).reverse()) few.add(point, 8);
    assert.deepEqual(few.inOrder(), points(8));
  });

  it('are thinned evenly, with the newest among them, whatever the steps are', () => {
    for (const stride of [1, 2, 1000]) {
      const many = new StepPoints();
      for (const point of points(1000, stride)) many.add(point, 50);
      const kept = many.inOrder();
      assert.ok(kept.length > 20 && kept.length <= 50, `${stride}: ${kept.length}`);
      assert.equal(kept.at(-1)?.time, 999, String(stride));
      const gaps = kept.slice(1).map(({ time = 0 }, index) => time - (kept[index]?.time ?? 0));
      assert.ok(Math.max(...gaps) <= 2 * Math.max(...gaps.slice(1, -1)), gaps.join());
    }
  });

  it('are the same in any order, in parts, and twice', () => {
    const all = points(300);
    const [forward, back, left, right] = [0, 1, 2, 3].map(() => new StepPoints());
    assert.ok(forward && back && left && right);
    for (const point of all) forward.add(point, 40);
    for (const point of [...all].reverse()) back.add(point, 40);
    for (const point of all) back.add(point, 40);
    for (const point of all) (point.step % 3 === 0 ? left : right).add(point, 40);
    left.include(right, 40);
    assert.deepEqual(back.inOrder(), forward.inOrder());
    assert.deepEqual(left.inOrder(), forward.inOrder());
  });
});

describe('run model: what was logged by step', () => {
  it('is the course of each series of numbers, one point a step', () => {
    const { series } = viewOf(
      init(),
      scalar(2, 0.5),
      scalar(1, 0.7),
      scalar(1, 0.7),
      scalar(3, 9, { client_id: 'a' }),
    ).scalars;
    assert.deepEqual(
      series.map(({ clientId, count, points }) => [clientId, count, points.map(({ step, value }) => [step, value])]),
      [
        [
          undefined,
          2,
          [
            [1, 0.7],
            [2, 0.5],
          ],
        ],
        ['a', 1, [[3, 9]]],
      ],
    );
    assert.equal(series[0]?.points[0]?.time, Date.parse(at(1)));
  });

  it('is what a restarted app says, where it repeats steps', () => {
    const again = scalar(2, 0.1, { attempt: 2, timestamp: at(50) });
    const { series } = viewOf(init(), scalar(1, 1), scalar(2, 0.9), again).scalars;
    assert.deepEqual(
      series[0]?.points.map(({ value }) => value),
      [1, 0.1],
    );
  });

  it('is bounded for many numbers and many series', () => {
    const long = Array.from({ length: 5000 }, (_, step) => scalar(step, step));
    const [only] = viewOf(init(), ...long).scalars.series;
    assert.equal(only?.count, 5000);
    assert.ok((only?.points.length ?? 0) <= 200);
    assert.equal(only?.points.at(-1)?.value, 4999);
    const wide = Array.from({ length: 900 }, (_, client) =>
      [0, 1, 2].map((step) => scalar(step, 1, { client_id: `c${client}` })),
    );
    const { series } = viewOf(init(), ...wide.flat(), scalar(0, 1, { name: 'own' })).scalars;
    assert.equal(series.length, 901);
    assert.equal(
      series.filter(({ points }) => points.length > 0).length,
      801,
      'those of 800 clients, and the server’s own',
    );
  });

  it('is quantiles of histograms and the bins of the newest', () => {
    const { distributions } = viewOf(init(), histogram(5, [0, 10, 20], [5, 5]), histogram(4, [0, 10], [10])).logged;
    assert.deepEqual(distributions, [
      {
        name: 'weights',
        clientId: undefined,
        points: [
          { step: 4, time: Date.parse(at(4)), min: 0, p10: 1, median: 5, p90: 9, max: 10 },
          { step: 5, time: Date.parse(at(5)), min: 0, p10: 2, median: 10, p90: 18, max: 20 },
        ],
        newest: { edges: [0, 10, 20], counts: [5, 5] },
      },
    ]);
  });

  it('puts neighbouring bins of a fine histogram together, and counts stay', () => {
    const edges = Array.from({ length: 101 }, (_, index) => index);
    const [series] = viewOf(init(), histogram(1, edges, edges.slice(1))).logged.distributions;
    const { newest } = series ?? assert.fail();
    assert.deepEqual([newest.counts.length, newest.edges.length], [25, 26]);
    assert.deepEqual([newest.edges[0], newest.edges.at(-1)], [0, 100]);
    assert.equal(
      newest.counts.reduce((sum, count) => sum + count, 0),
      5050,
    );
  });

  it('passes over histograms that are none', () => {
    const odd = [histogram(1, [0, 0, 1], [1, 1]), histogram(2, [0, 1], [1, 1]), histogram(3, [0, 1], [0])];
    const { histograms, distributions } = viewOf(init(), ...odd).logged;
    assert.deepEqual([histograms, distributions], [3, []]);
  });

  it('is the newest texts of each name, cut where they are long', () => {
    const notes = Array.from({ length: 15 }, (_, step) => text(step, `note ${step}`));
    const { newestTexts, texts } = viewOf(
      init(),
      ...notes,
      text(3, 'y'.repeat(2001), { name: 'long', client_id: 'a' }),
    ).logged;
    assert.equal(texts, 16);
    const [long, first] = newestTexts;
    assert.deepEqual([long?.clientId, long?.text.length, long?.isCut], ['a', 2000, true]);
    assert.deepEqual([first?.text, first?.isCut], ['note 14', false]);
    assert.equal(newestTexts.length, 11);
  });
});
