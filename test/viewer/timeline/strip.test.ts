import assert from 'node:assert/strict';
import { secondsOf, stripOf } from '../../../viewer/timeline/strip.js';
import { at, piece, round } from './support.js';

describe('timeline: strip of rounds', () => {
  it('stacks what a round’s time went into', () => {
    const path = [piece('training', 0, 4, 1), piece('waiting', 4, 9), piece('training', 9, 10, 0)];
    const frame = round([], { explanation: { sentences: [], criticalPath: [], path, basis: 'spans' } });
    assert.deepEqual(stripOf([frame], at(99)), [
      {
        round: 1,
        state: 'completed',
        seconds: 10,
        parts: [
          { kind: 'training', from: 0, to: 5 },
          { kind: 'waiting', from: 5, to: 10 },
        ],
      },
    ]);
  });

  it('has whole bars where nothing is known of the parts, or where there are too many to see', () => {
    const plain = round([], { results: { duration_sec: 3 } });
    assert.deepEqual(stripOf([plain], at(99))[0]?.parts, [{ kind: 'client', from: 0, to: 3 }]);
    const path = [piece('training', 0, 10)];
    const many = Array.from({ length: 301 }, (_, index) =>
      round([], { round: index, explanation: { sentences: [], criticalPath: [], path, basis: 'spans' } }),
    );
    assert.ok(stripOf(many, at(99)).every(({ parts }) => parts.length === 1 && parts[0]?.kind === 'client'));
  });

  it('takes a round’s own word, then its times, then now', () => {
    assert.equal(secondsOf(round([], { results: { duration_sec: 3 } }), at(99)), 3);
    assert.equal(secondsOf(round([], { results: { duration_sec: 'NaN' } }), at(99)), 10);
    const { endedAt: _, ...open } = round([], { state: 'running' });
    assert.equal(secondsOf(open, at(42)), 42);
    assert.equal(secondsOf({ ...open, state: 'unfinished' }, at(42)), 0);
  });
});
