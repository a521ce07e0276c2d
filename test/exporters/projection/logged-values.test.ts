import assert from 'node:assert/strict';
import type { HistogramEvent, JournalEvent, TextEvent } from '../../../exporters/journal/events.js';
import { at, finished, init, RUN } from '../run-model/support/scenario.js';
import { fold, only } from './support/fold.js';

const HEAD = { run_id: RUN, timestamp: at(5), step: 3 } as const;
const HISTOGRAM: HistogramEvent = {
  event_type: 'histogram',
  ...HEAD,
  name: 'weights',
  edges: [-1, 0, 2],
  counts: [3, 4],
  min: -0.5,
  max: 1.5,
  sum: 2,
  sum_of_squares: 9,
  nonfinite: 1,
};
const TEXT: TextEvent = { event_type: 'text', ...HEAD, name: 'notes', text: '# hi', client_id: 'a' };

describe('projection: what apps log', () => {
  it('tells histograms and texts under their tags, with step and time', () => {
    const outputs = fold([init(), HISTOGRAM, TEXT]);
    assert.deepEqual(only(outputs, 'histogram'), [
      {
        kind: 'histogram',
        key: { group: 'scalar', client: undefined, path: ['weights'] },
        step: 3,
        timeMillis: Date.parse(at(5)),
        edges: [-1, 0, 2],
        counts: [3, 4],
        min: -0.5,
        max: 1.5,
        sum: 2,
        sumOfSquares: 9,
        nonfinite: 1,
      },
    ]);
    assert.deepEqual(only(outputs, 'text'), [
      {
        kind: 'text',
        key: { group: 'scalar', client: 'a', path: ['notes'] },
        step: 3,
        timeMillis: Date.parse(at(5)),
        text: '# hi',
      },
    ]);
  });

  it('tells a histogram with numbers that a reader gives as bigints', () => {
    const large = (10n ** 20n) as unknown as number;
    const far = { ...HISTOGRAM, edges: [0, 1, large], max: large, sum: large, sum_of_squares: large };
    const [output] = only(fold([init(), far]), 'histogram');
    assert.deepEqual([output?.edges, output?.max, output?.sum, output?.sumOfSquares], [[0, 1, 1e20], 1e20, 1e20, 1e20]);
  });

  it('has one key for a number, a histogram and a text of one tag', () => {
    const number = { event_type: 'scalar', ...HEAD, name: 'notes', value: 1, client_id: 'a' } as const;
    const outputs = fold([init(), number, TEXT]);
    assert.equal(only(outputs, 'row')[0]?.points[0]?.key, only(outputs, 'text')[0]?.key);
  });

  for (const perClient of ['bands', 'off'] as const) {
    it(`tells nothing of single clients in the mode ${perClient}`, () => {
      const outputs = fold([init(), TEXT, { ...HISTOGRAM, client_id: 'a' }, HISTOGRAM], { perClient });
      assert.equal(only(outputs, 'text').length, 0);
      assert.equal(only(outputs, 'histogram').length, 1);
    });
  }

  for (const broken of [
    { edges: [0, 1] },
    { edges: [0, 0, 1] },
    { counts: [1, -1] },
    { edges: [0, 1, Number.POSITIVE_INFINITY] },
    { counts: [] },
  ]) {
    it(`passes over a histogram with ${JSON.stringify(broken)}`, () => {
      assert.deepEqual(only(fold([init(), { ...HISTOGRAM, ...broken }]), 'histogram'), []);
    });
  }

  it('keeps params, tags and files of clients beside those of the run', () => {
    const said = (more: object): JournalEvent => ({ event_type: 'run_update', run_id: RUN, timestamp: at(1), ...more });
    const outputs = fold([
      init(),
      said({ params: { lr: 1 } }),
      said({ params: { lr: 2 }, client_id: 'a' }),
      said({ tags: { site: 'x' }, client_id: 'b' }),
      { event_type: 'artifact', run_id: RUN, timestamp: at(2), name: 'm', path: 'm.bin', client_id: 'b' },
    ]);
    const described = only(outputs, 'describe').at(-1);
    assert.deepEqual(described?.params, { lr: 1, 'client.a.lr': 2 });
    assert.deepEqual(described?.tags, { 'client.b.site': 'x' });
    assert.equal(only(outputs, 'file')[0]?.client, 'b');
  });

  it('does not count what clients log among what the run says it has emitted', () => {
    const emitted = { events: 1 };
    const ofClient = {
      event_type: 'run_update',
      run_id: RUN,
      timestamp: at(1),
      params: { a: 1 },
      client_id: 'a',
    } as const;
    const outputs = fold([
      init({ provisional: true }),
      HISTOGRAM,
      TEXT,
      ofClient,
      finished(9, { emitted } as Partial<JournalEvent>),
    ]);
    assert.equal(only(outputs, 'state').at(-1)?.complete, false);
  });
});
