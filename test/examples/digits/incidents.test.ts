import assert from 'node:assert/strict';

import { clientProfiles } from '../../../examples/digits/clients.js';
import { ROUNDS_AWAY, SMALLEST, writeScript } from '../../../examples/digits/incidents.js';

const idsOf = (count: number) => clientProfiles(count).map(({ id }) => id);

describe('digits: script of incidents', () => {
  it('has one crash, one broken upload and two late answers, each by another client', () => {
    const script = writeScript(idsOf(10), 20);
    assert.deepEqual(script.map(({ kind }) => kind).sort(), ['broken-upload', 'crash', 'slow', 'slow']);
    assert.equal(new Set(script.map(({ client }) => client)).size, 4);
  });

  it('fits into every run from the smallest on: after the first round, with time to come back', () => {
    for (let rounds = SMALLEST.rounds; rounds <= 60; rounds++) {
      for (const { kind, round, client } of writeScript(idsOf(SMALLEST.clients), rounds)) {
        const last = kind === 'crash' ? rounds - ROUNDS_AWAY : rounds - 1;
        assert.ok(round >= 2 && round <= last, `${rounds} rounds: ${client} ${kind} in round ${round}`);
      }
    }
  });

  it('leaves runs alone that are too small for it', () => {
    assert.deepEqual(writeScript(idsOf(SMALLEST.clients - 1), 20), []);
    assert.deepEqual(writeScript(idsOf(10), SMALLEST.rounds - 1), []);
  });
});

describe('digits: client profiles', () => {
  it('has distinct ids and names, and places on the globe', () => {
    const profiles = clientProfiles(40);
    assert.equal(new Set(profiles.map(({ id }) => id)).size, 40);
    assert.equal(new Set(profiles.map(({ name }) => name)).size, 40);
    for (const { location, extraSeconds } of profiles) {
      assert.ok(Math.abs(location.lat) <= 90 && Math.abs(location.lng) <= 180);
      assert.match(location.country, /^[A-Z]{2}$/);
      assert.ok(extraSeconds > 0);
    }
  });
});
