import assert from 'node:assert/strict';
import { foldOf, NO_NAMES, RunConfig } from '../../../../exporters/wandb/online/run-config.js';
import { metricOutput, runOutput } from './harness.js';

describe('RunConfig', () => {
  function configOf(values: Parameters<typeof runOutput>[0] = {}): RunConfig {
    const config = new RunConfig('journal-auto');
    config.describe(runOutput(values));
    return config;
  }
  const documentOf = (config: RunConfig) =>
    JSON.parse(config.text) as Record<string, { value: Record<string, unknown> }>;

  it('wraps every value, and says what wrote it', () => {
    assert.deepEqual(documentOf(configOf({ config: { lr: 0.1, none: null, deep: { a: [1] } } })), {
      lr: { value: 0.1 },
      none: { value: null },
      deep: { value: { a: [1] } },
      _wandb: { value: { t: { '9': { '1': 'fedotel', '3': 'journal-auto' } }, m: [] } },
    });
  });

  it('defines each metric once, by its place in the list', () => {
    const config = configOf();
    config.define(metricOutput('round', undefined));
    config.define({ kind: 'metric', name: 'a', stepMetric: 'round', summary: ['last', 'min', 'first'], hidden: true });
    config.define(metricOutput('a'));
    config.define(metricOutput('b', 'unknown'));
    assert.deepEqual(documentOf(config)._wandb?.value.m, [
      { '1': 'round', '6': [3], '7': [] },
      { '1': 'a', '5': 1, '6': [1, 2, 3], '7': [1, 5, 8] },
      { '1': 'b', '6': [3], '7': [] },
    ]);
  });

  it('has a mark that changes with it alone', () => {
    const config = configOf();
    const { mark } = config;
    config.describe(runOutput({ displayName: 'other' }));
    assert.equal(config.mark, mark);
    config.define(metricOutput('round', undefined));
    assert.notEqual(config.mark, mark);
    assert.equal(configOf().mark, mark);
  });

  it('spells what strict JSON has not', () => {
    const text = configOf({ config: { nan: Number.NaN, up: [Number.POSITIVE_INFINITY], big: 2n ** 63n } }).text;
    assert.match(text, /"nan":\{"value":"NaN"\},"up":\{"value":\["Infinity"\]\},"big":\{"value":9223372036854775808\}/);
  });

  it('names nothing before the run is known, and no empty tags', () => {
    assert.deepEqual(new RunConfig('').names, NO_NAMES);
    assert.equal(configOf({ tags: [] }).names.tags, null);
  });
});

describe('foldOf', () => {
  it('finds the mark of a run of ours', () => {
    const config = new RunConfig('journal-auto');
    config.describe(runOutput());
    assert.equal(foldOf(config.text), 'journal-auto');
  });

  for (const text of [
    '',
    'null',
    '{}',
    '[]',
    '{"_wandb":{"value":{"t":{"9":{"1":"other","3":"x"}}}}}',
    '{"_wandb":{"value":{"t":null}}}',
  ]) {
    it(`finds none in ${text}`, () => assert.equal(foldOf(text), undefined));
  }
});
