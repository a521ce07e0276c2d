import assert from 'node:assert/strict';
import { createTranslator } from '../../../exporters/translate/index.js';
import { enter, log } from './visit.js';

const HEAD = { run_id: 'r1', attempt: 5, timestamp: '2026-03-02T09:00:00.004000007Z' };
const IDENTITY = { 'fl.metric.name': 'w', 'fl.step': 2 };
const BINS = { 'fl.histogram.edges': [0, 1, 3], 'fl.histogram.counts': [2, 1] };

function translate(eventName: string, values: Parameters<typeof log>[2]) {
  const translator = createTranslator();
  enter(translator);
  log(translator, eventName, values);
  return translator.end();
}

describe('translate: what apps log', () => {
  it('a histogram, as its sender says', () => {
    const { events } = translate('fl.histogram.logged', {
      ...IDENTITY,
      ...BINS,
      'fl.client.id': 'c',
      'fl.histogram.min': 0.5,
      'fl.histogram.max': 2,
      'fl.histogram.sum': 3.5,
      'fl.histogram.squares': 'Infinity',
      'fl.histogram.nonfinite': 4,
    });
    assert.deepEqual(events, [
      {
        event_type: 'histogram',
        ...HEAD,
        client_id: 'c',
        name: 'w',
        step: 2,
        edges: [0, 1, 3],
        counts: [2, 1],
        min: 0.5,
        max: 2,
        sum: 3.5,
        sum_of_squares: Number.POSITIVE_INFINITY,
        nonfinite: 4,
      },
    ]);
  });

  it('a histogram of a sender that says the bins only', () => {
    const [event] = translate('fl.histogram.logged', { ...IDENTITY, ...BINS }).events;
    assert.deepEqual(event, {
      event_type: 'histogram',
      ...HEAD,
      name: 'w',
      step: 2,
      edges: [0, 1, 3],
      counts: [2, 1],
      min: 0,
      max: 3,
      sum: 3,
      sum_of_squares: 4.5,
    });
  });

  it('edges beyond 64 bits, which travel as text', () => {
    const edges = ['100000000000000000000', '200000000000000000000'];
    const [event] = translate('fl.histogram.logged', {
      ...IDENTITY,
      'fl.histogram.edges': edges,
      'fl.histogram.counts': [1],
    }).events;
    assert.deepEqual(event?.event_type === 'histogram' && event.edges, [1e20, 2e20]);
  });

  it('a text', () => {
    assert.deepEqual(translate('fl.text.logged', { ...IDENTITY, 'fl.logged.text': '' }).events, [
      { event_type: 'text', ...HEAD, name: 'w', step: 2, text: '' },
    ]);
  });

  it('params, tags and files of a client', () => {
    const client = { 'fl.client.id': 'c' };
    assert.deepEqual(translate('fl.run.params', { ...client, 'fl.param.lr': 1 }).events, [
      { event_type: 'run_update', ...HEAD, client_id: 'c', params: { lr: 1 } },
    ]);
    assert.deepEqual(translate('fl.run.tags', { ...client, 'fl.tag.a': 'b' }).events, [
      { event_type: 'run_update', ...HEAD, client_id: 'c', tags: { a: 'b' } },
    ]);
    const file = { 'fl.artifact.name': 'm', 'fl.artifact.path': 'm.bin' };
    assert.deepEqual(translate('fl.artifact.registered', { ...client, ...file }).events, [
      { event_type: 'artifact', ...HEAD, client_id: 'c', name: 'm', path: 'm.bin' },
    ]);
  });

  const malformed: readonly (readonly [string, object, RegExp])[] = [
    ['fl.text.logged', IDENTITY, /fl\.logged\.text is no text/],
    ['fl.text.logged', { 'fl.step': 1, 'fl.logged.text': 'x' }, /fl\.metric\.name is missing/],
    ['fl.text.logged', { ...IDENTITY, 'fl.step': -1, 'fl.logged.text': 'x' }, /fl\.step is not a whole number/],
    ['fl.histogram.logged', IDENTITY, /needs 1 to 4096 bins/],
    ['fl.histogram.logged', { ...IDENTITY, ...BINS, 'fl.histogram.counts': [1] }, /needs 1 to 4096 bins/],
    ['fl.histogram.logged', { ...IDENTITY, ...BINS, 'fl.histogram.edges': [0, 0, 1] }, /edges do not rise/],
    ['fl.histogram.logged', { ...IDENTITY, ...BINS, 'fl.histogram.edges': [0, 'x', 1] }, /not all finite/],
    ['fl.histogram.logged', { ...IDENTITY, ...BINS, 'fl.histogram.counts': [1, -1] }, /counts are negative/],
  ];
  for (const [name, values, reason] of malformed) {
    it(`${name} is malformed: ${reason.source}`, () => {
      const translation = translate(name, values as Parameters<typeof log>[2]);
      assert.deepEqual([translation.events, translation.malformed], [[], 1]);
      assert.match(translation.malformedReason ?? '', reason);
    });
  }
});
