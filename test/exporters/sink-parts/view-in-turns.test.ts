import assert from 'node:assert/strict';
import { createRunModel, type RoundView } from '../../../exporters/run-model/index.js';
import { viewInTurns } from '../../../exporters/sink-parts/index.js';
import { init, roundEnd, roundStart, update } from '../run-model/support/scenario.js';

describe('view in turns', () => {
  const modelOf = (rounds: number) => {
    const model = createRunModel();
    model.apply(init());
    for (let round = 1; round <= rounds; round++) {
      for (const event of [roundStart(round, round), update(round, 'a', round), roundEnd(round, round)])
        model.apply(event);
    }
    return model;
  };

  it('shows each round with those before it, and is what the model says', async () => {
    const model = modelOf(3);
    const seen: (readonly [RoundView, readonly number[]])[] = [];
    const view = await viewInTurns(model, (round, upToIt) => seen.push([round, upToIt.map((each) => each.round)]));
    assert.deepEqual(
      seen.map(([, upToIt]) => upToIt),
      [[1], [1, 2], [1, 2, 3]],
    );
    assert.equal(view, model.view());
    assert.deepEqual(
      seen.map(([round]) => round),
      view.rounds,
    );
    for (const [index, [round]] of seen.entries()) assert.equal(round, view.rounds[index], 'built once');
  });

  it('lets others have their turns between rounds that take long, and shows what came meanwhile', async () => {
    const model = modelOf(2);
    const order: string[] = [];
    setImmediate(() => {
      order.push('other');
      model.apply(update(1, 'b', 9));
    });
    const view = await viewInTurns(model, ({ round, clients }) => {
      order.push(`round ${round} of ${clients.length}`);
      for (const end = performance.now() + 15; performance.now() < end; );
    });
    assert.deepEqual(order, ['round 1 of 1', 'other', 'round 2 of 1']);
    assert.deepEqual(
      view.rounds.map(({ clients }) => clients.length),
      [2, 1],
    );
  });
});
