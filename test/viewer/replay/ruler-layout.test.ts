import assert from 'node:assert/strict';
import { createPace } from '../../../viewer/replay/pace.js';
import { blockAt, labelled, layoutRuler } from '../../../viewer/replay/ruler-layout.js';
import { round, runDocument, runFrame, START } from '../support/documents.js';

const rounds = [
  round(1, { startedAt: START, endedAt: START + 2000 }),
  round(2, { startedAt: START + 2000, endedAt: START + 8000, selected: 4, completed: 2, stragglers: 1, dropped: 1 }),
];
const document = runDocument({ rounds, run: runFrame({ startedAt: START, finishedAt: START + 8000 }) });
const blocks = layoutRuler(createPace(document), rounds);

describe('layoutRuler', () => {
  it('is as wide as the rounds took', () => {
    assert.deepEqual(
      blocks.map(({ left, right }) => [left, right]),
      [
        [0, 0.25],
        [0.25, 1],
      ],
    );
  });

  it('is filled by outcome', () => {
    assert.deepEqual(blocks[1]?.shares, [
      { outcome: 'completed', share: 0.5 },
      { outcome: 'straggler', share: 0.25 },
      { outcome: 'dropped', share: 0.25 },
    ]);
  });

  it('has nothing to divide by in a run without length', () => {
    const still = [round(1, { startedAt: START, endedAt: START, selected: 0, completed: 0 })];
    const pace = createPace(runDocument({ rounds: still, run: runFrame({ startedAt: START, finishedAt: START }) }));
    assert.deepEqual(layoutRuler(pace, still)[0]?.shares, []);
    assert.equal(Number.isFinite(layoutRuler(pace, still)[0]?.left), true);
  });
});

describe('blockAt', () => {
  it('is the block at a place, or the nearest', () => {
    assert.equal(blockAt(blocks, 0.1)?.round, 1);
    assert.equal(blockAt(blocks, 0.6)?.round, 2);
    assert.equal(blockAt(blocks, 7)?.round, 2);
    assert.equal(blockAt([], 0.5), undefined);
  });
});

describe('labelled', () => {
  const many = Array.from({ length: 200 }, (_, index) => ({
    round: index + 1,
    left: index / 200,
    right: (index + 1) / 200,
    state: 'completed' as const,
    shares: [],
  }));

  it('labels every round when there is room', () => {
    assert.deepEqual(
      labelled(blocks, 0.1).map(({ round: number }) => number),
      [1, 2],
    );
  });

  it('labels round numbers when there are many', () => {
    const numbers = labelled(many, 0.04).map(({ round: number }) => number);
    assert.deepEqual(numbers.slice(0, 3), [10, 20, 30]);
  });

  it('never labels closer than asked', () => {
    for (const apart of [0.01, 0.05, 0.2, 0.9]) {
      const places = labelled(many, apart).map(({ left }) => left);
      for (let index = 1; index < places.length; index++) {
        assert.ok((places[index] ?? 0) - (places[index - 1] ?? 0) >= apart * 0.8 - 1e-9);
      }
    }
  });
});
