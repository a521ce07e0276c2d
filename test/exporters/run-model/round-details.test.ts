import assert from 'node:assert/strict';
import { createRunModel } from '../../../exporters/run-model/index.js';
import { finished, init, roundEnd, roundStart, update } from './support/scenario.js';

describe('run model: single clients of many rounds', () => {
  const ROUNDS = 80;
  const CLIENTS = 300;

  /** More clients than are held ready. */
  function* events() {
    yield init();
    for (let round = 0; round < ROUNDS; round++) {
      yield roundStart(round, round * 10);
      for (let client = 0; client < CLIENTS; client++) {
        yield update(round, `client-${client}`, round * 10 + 1, { local_loss: client / CLIENTS });
      }
      yield roundEnd(round, round * 10 + 5);
    }
    yield finished(ROUNDS * 10);
  }

  it('are the same whenever they are looked at', () => {
    const model = createRunModel();
    for (const event of events()) model.apply(event);
    const { rounds } = model.view();
    const first = rounds[0]?.clients;
    assert.equal(first?.length, CLIENTS);
    for (const { clients } of rounds) assert.equal(clients.length, CLIENTS);
    assert.deepEqual(rounds[0]?.clients, first);
    assert.deepEqual({ ...rounds[0] }.tasks, rounds[0]?.tasks);
  });

  it('do not change with what comes after the view', () => {
    const model = createRunModel();
    for (const event of events()) model.apply(event);
    const before = model.view();
    const shown = JSON.stringify(before.rounds[3]);
    model.apply(update(3, 'one-more', 31, { local_loss: 1 }));
    model.apply(roundEnd(3, 39));
    for (const { clients } of model.view().rounds) assert.ok(clients.length >= CLIENTS);
    assert.equal(JSON.stringify(before.rounds[3]), shown);
    assert.equal(model.view().rounds[3]?.clients.length, CLIENTS + 1);
    assert.equal(model.view().rounds[4], before.rounds[4]);
  });
});
