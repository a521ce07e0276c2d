import assert from 'node:assert/strict';
import { flatten } from '../../../viewer/overview/flatten.js';
import { figuresOf } from '../../../viewer/overview/overview-facts.js';
import { round, runDocument, runFrame, without } from '../support/documents.js';

const figures = (document = runDocument()) =>
  Object.fromEntries(
    figuresOf(document).map(({ label, value, note }) => [
      label,
      `${value}${note === undefined ? '' : `, ${note}`}`.replaceAll('\u00a0', ' '),
    ]),
  );

describe('figuresOf', () => {
  it('says the run in a few numbers', () => {
    const rounds = [
      round(1),
      round(2, { completed: 1, dropped: 1, results: { accuracy: 0.6, bytes_up: 5e6, duration_sec: 30 } }),
    ];
    const run = runFrame({
      rounds: 2,
      plannedRounds: 5,
      best: { metric: 'accuracy', goal: 'max', round: 2, value: 0.6 },
    });
    const said = figures(runDocument({ rounds, run }));
    assert.equal(said.Rounds, '2, of 5 planned');
    assert.equal(said['Best accuracy'], '60.00 %, round 2');
    assert.equal(said['Accuracy now'], '60.00 %, round 2');
    assert.equal(said['Loss now'], '1, round 1');
    assert.equal(said.Participation, '75.00 %, 3 of 4 tasks');
    assert.equal(said.Traffic, '5.00 MB, up and down');
    assert.equal(said['Round, median'], '30.0 s, slowest 30.0 s');
    assert.equal(said.Clients, '2, 1 lost on the way');
  });

  it('leaves out what nobody said', () => {
    const bare = without(runFrame({ rounds: 0, clients: 0 }), 'best', 'startedAt', 'finishedAt');
    assert.deepEqual(Object.keys(figures(runDocument({ rounds: [], run: bare }))), ['Rounds', 'Clients', 'Took']);
  });
});

describe('flatten', () => {
  it('joins names by dots and lists plain values in one line', () => {
    assert.deepEqual(flatten({ lr: 0.1, optimizer: { name: 'sgd', on: true }, layers: [64, 32], resume: null }), [
      { name: 'lr', text: '0.1' },
      { name: 'optimizer.name', text: 'sgd' },
      { name: 'optimizer.on', text: 'true' },
      { name: 'layers', text: '64, 32' },
      { name: 'resume', text: 'null' },
    ]);
  });

  it('writes lists of objects as JSON, and never runs away', () => {
    assert.deepEqual(flatten({ parts: [{ a: 1 }] }), [{ name: 'parts', text: '[{"a":1}]' }]);
    let deep: Record<string, unknown> = { end: 1 };
    for (let level = 0; level < 50; level++) deep = { deeper: deep };
    assert.equal(flatten(deep).length, 1);
    const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, index]));
    assert.ok(flatten(wide).length <= 200);
  });
});
