import assert from 'node:assert/strict';
import type { LoggedFrame } from '../../../exporters/page/types.js';
import { loggedAsOf } from '../../../viewer/logged/logged-as-of.js';
import { stepScale } from '../../../viewer/logged/step-scale.js';
import { tagsOf } from '../../../viewer/logged/tags.js';
import { createPastReader } from '../../../viewer/replay/as-of.js';
import { sampleRun } from '../../support/sample-run.js';

const LOGGED: LoggedFrame = {
  numbers: [
    { name: 'layer10', client: 2, steps: [1, 2], times: [10, 20], values: [1, 2] },
    { name: 'layer2', client: 1, steps: [1], times: [null], values: ['NaN'] },
    { name: 'layer10', steps: [5], times: [30], values: [3] },
  ],
  histograms: [
    {
      ...{ name: 'w', client: 1, steps: [1, 2], times: [10, 20], min: [0, 1], p10: [2, 3], median: [4, 5] },
      ...{ p90: [6, 7], max: [8, 9], edges: [1, 9], counts: [4] },
    },
  ],
  texts: [{ name: 'layer2', client: 2, step: 1, time: 15, text: 'x' }],
  left: 0,
  usage: { client: [1], columns: { joules: [1] } },
};

describe('stepScale', () => {
  it('has a place for every value between the least and the greatest double', () => {
    const values = [-Number.MAX_VALUE, 0, Number.MAX_VALUE, 'NaN' as const];
    const scale = stepScale([{ steps: [1, 2, 3, 4], values }]);
    assert.deepEqual(
      [scale?.place(1, -Number.MAX_VALUE).y, scale?.place(2, 0).y, scale?.place(3, Number.MAX_VALUE).y],
      [0, 0.5, 1],
    );
  });
});

describe('what was logged, by name', () => {
  it('is in the order of names, the server’s own first', () => {
    const tags = tagsOf(LOGGED);
    assert.deepEqual(
      tags.map(({ name }) => name),
      ['layer2', 'layer10', 'w'],
    );
    assert.deepEqual(
      tags[1]?.numbers.map(({ client }) => client),
      [undefined, 2],
    );
    assert.deepEqual([tags[0]?.numbers.length, tags[0]?.texts.length], [1, 1]);
  });

  it('is narrowed to one client', () => {
    assert.deepEqual(
      tagsOf(LOGGED, 2).map(({ name, numbers, texts }) => [name, numbers.length, texts.length]),
      [
        ['layer2', 0, 1],
        ['layer10', 1, 0],
      ],
    );
    assert.deepEqual(tagsOf(LOGGED, 9), []);
  });
});

describe('what was logged, as of a moment', () => {
  it('has what came until then, and what has no time', () => {
    const past = loggedAsOf(LOGGED, 12);
    assert.deepEqual(
      past.numbers.map(({ name, steps, values }) => [name, steps, values]),
      [
        ['layer10', [1], [1]],
        ['layer2', [1], ['NaN']],
      ],
    );
    assert.deepEqual(
      past.histograms.map(({ steps, median, counts }) => [steps, median, counts]),
      [[[1], [4], []]],
    );
    assert.deepEqual([past.texts, past.usage], [[], undefined]);
  });

  it('has everything at the end, bins included', () => {
    const { usage: _usage, ...rest } = LOGGED;
    assert.deepEqual(loggedAsOf(LOGGED, 30), rest);
    assert.deepEqual(loggedAsOf(LOGGED, 5).histograms, []);
  });

  it('changes in a replay without anything else being worked out again', () => {
    const run = sampleRun({ stem: 'r', rounds: 3, clients: 3 });
    const reader = createPastReader();
    const [first = 0, second = 0] = (run.logged?.numbers[0]?.times ?? []).filter((time) => typeof time === 'number');
    const before = reader.at(run, first);
    const after = reader.at(run, second);
    assert.deepEqual(
      [before, after].map(({ logged }) => logged?.numbers[0]?.steps.length),
      [1, 2],
    );
    assert.equal(reader.at(run, second), after);
    const third = reader.at(run, second + 0.001);
    assert.equal(third, after);
  });
});

describe('stepScale', () => {
  it('spans all finite values', () => {
    const scale = stepScale([
      { steps: [0, 10], values: [5, 'Infinity'] },
      { steps: [20], values: [15] },
    ]);
    assert.deepEqual(
      [scale?.steps, scale?.values],
      [
        [0, 20],
        [5, 15],
      ],
    );
    assert.deepEqual(scale?.place(10, 10), { x: 0.5, y: 0.5 });
  });

  it('puts what is alone in the middle, and is nothing for nothing', () => {
    assert.deepEqual(stepScale([{ steps: [7], values: [3] }])?.place(7, 3), { x: 0.5, y: 0.5 });
    assert.equal(stepScale([{ steps: [7], values: ['NaN'] }]), undefined);
  });
});
