import assert from 'node:assert/strict';
import { createRunModel, detailsOf, explainSteps, type RoundView } from '../../../exporters/run-model/index.js';
import { atOnce, STEP_SIZE, type Steps } from '../../../exporters/steps/index.js';
import { dropout, init, roundEnd, roundStart, taskStarted, update } from './support/scenario.js';

describe('run model: a view in steps', () => {
  const modelOf = (rounds: number, clients = 1) => {
    const model = createRunModel();
    model.apply(init());
    for (let round = 1; round <= rounds; round++) {
      model.apply(roundStart(round, round));
      for (let client = 0; client < clients; client++) {
        model.apply(taskStarted(round, `client-${client}`, round));
        model.apply(
          client % 3 === 0 ? dropout(round, `client-${client}`, round) : update(round, `client-${client}`, round),
        );
      }
      model.apply(roundEnd(round, round + 1));
    }
    return model;
  };

  function stepsOf(work: Steps<unknown>): number {
    let steps = 0;
    while (!work.next().done) steps++;
    return steps;
  }

  it('shows each round with those before it, and is what the model says', () => {
    const model = modelOf(3);
    const seen: (readonly [RoundView, readonly number[]])[] = [];
    const view = atOnce(
      model.viewSteps(function* (round, upToIt) {
        seen.push([round, upToIt.map((each) => each.round)]);
      }),
    );
    assert.deepEqual(
      seen.map(([, upToIt]) => upToIt),
      [[1], [1, 2], [1, 2, 3]],
    );
    assert.equal(view, model.view());
    for (const [index, [round]] of seen.entries()) assert.equal(round, view.rounds[index], 'built once');
  });

  it('has each round as of the moment that it is built at; what comes meanwhile is in the next', () => {
    const model = modelOf(2);
    const work = model.viewSteps(function* (round) {
      if (round.round === 1) for (const late of [1, 2]) model.apply(update(late, 'late', 9));
      yield* [];
    });
    const clientsOf = ({ rounds }: { readonly rounds: readonly RoundView[] }) =>
      rounds.map(({ clients }) => clients.length);
    assert.deepEqual(clientsOf(atOnce(work)), [1, 2]);
    assert.deepEqual(clientsOf(model.view()), [2, 2]);
  });

  it('takes more steps for more clients, so that none is long', () => {
    const [few, many] = [modelOf(1, STEP_SIZE), modelOf(1, 10 * STEP_SIZE)];
    assert.ok(stepsOf(many.viewSteps()) > 4 * stepsOf(few.viewSteps()));
    const steps = (view: RoundView) => stepsOf(explainSteps(view, []));
    const [small, large] = [few, many].map((model) => model.view().rounds[0] ?? assert.fail());
    assert.ok(small !== undefined && large !== undefined && steps(large) > steps(small) + 50);
  });

  it('gives single clients in steps too, those that are held ready in none', () => {
    const model = modelOf(2, 6000);
    const [first, second] = model.view().rounds;
    assert.ok(first !== undefined && second !== undefined);
    assert.equal(stepsOf(detailsOf(second)), 0);
    assert.ok(stepsOf(detailsOf(first)) > 50);
    const { clients, tasks } = atOnce(detailsOf(first));
    assert.equal(clients, first.clients);
    assert.equal(tasks, first.tasks);
    const copy = { ...first, clients: clients.slice(0, 1) };
    assert.equal(atOnce(detailsOf(copy)).clients, copy.clients);
  });
});
