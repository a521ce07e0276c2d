import assert from 'node:assert/strict';
import { flattenConfig, pythonFloat, pythonText } from '../../../../exporters/mlflow/sink/python-text.js';

describe('pythonText', () => {
  for (const [value, text] of [
    ['plain', 'plain'],
    [null, 'None'],
    [true, 'True'],
    [false, 'False'],
    [5, '5'],
    [0.05, '0.05'],
    [0.00001, '1e-05'],
    [2.5e-12, '2.5e-12'],
    [Number.NaN, 'nan'],
    [Number.NEGATIVE_INFINITY, '-inf'],
    [9007199254740993n, '9007199254740993'],
    [[64, 32, 'a', null], "[64, 32, 'a', None]"],
    [["it's", 'both \' and "', 'a\\b\n'], `["it's", 'both \\' and "', 'a\\\\b\\n']`],
    [[{ a: 1, b: [true] }], "[{'a': 1, 'b': [True]}]"],
    [{}, '{}'],
  ] as const) {
    it(`writes ${text}`, () => assert.equal(pythonText(value), text));
  }

  it('writes floats with a point', () => {
    assert.deepEqual([0, -12, 1.5, 1e-7].map(pythonFloat), ['0.0', '-12.0', '1.5', '1e-07']);
  });
});

describe('flattenConfig', () => {
  it('joins names with dots, keeps lists and empty objects, and the first of two that meet', () => {
    const config = {
      optimizer: { name: 'sgd', deep: { lr: 0.1 } },
      layers: [1, 2],
      empty: {},
      'optimizer.name': 'adam',
    };
    assert.deepEqual(
      [...flattenConfig(config)],
      [
        ['optimizer.name', 'sgd'],
        ['optimizer.deep.lr', '0.1'],
        ['layers', '[1, 2]'],
        ['empty', '{}'],
      ],
    );
  });
});
