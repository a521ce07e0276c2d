import assert from 'node:assert/strict';
import { clientRows, placeText } from '../../../viewer/clients/client-rows.js';
import { columns, round, runDocument, START } from '../support/documents.js';

describe('clientRows', () => {
  const { clients } = runDocument();
  const rounds = [
    round(1, {
      clients: columns({
        client: [1, 0],
        outcome: ['dropped', 'completed'],
        reason: ['battery', null],
        time: [null, START + 1],
        numbers: { local_loss: [null, 3] },
        texts: { device: [null, 'phone'] },
      }),
    }),
    round(2, {
      clients: columns({
        client: [0],
        outcome: ['straggler'],
        time: [START + 9],
        late: [true],
        numbers: { local_loss: [2], steps: ['NaN'] },
        operations: { evaluate: { local_loss: [0.5] } },
      }),
    }),
    round(3, { clients: columns({ client: [0], outcome: [null], numbers: { local_loss: [null] } }) }),
  ];
  const { rows, numbers, texts } = clientRows(clients, rounds);

  it('counts how each client fared, once for each round', () => {
    const [a, b] = rows;
    assert.deepEqual([a?.selected, a?.completed, a?.stragglers, a?.dropped, a?.late], [2, 1, 1, 0, 1]);
    assert.deepEqual([b?.selected, b?.completed, b?.dropped, b?.reason], [1, 0, 1, 'battery']);
  });

  it('has the newest value of each field, also when a later round has none', () => {
    const fields = ['local_loss', 'steps', 'evaluate/local_loss'];
    assert.deepEqual(numbers.fields, fields);
    assert.deepEqual(
      fields.map((field) => numbers.of(0, field)),
      [2, 'NaN', 0.5],
    );
    assert.deepEqual(
      fields.map((field) => numbers.of(1, field)),
      [undefined, undefined, undefined],
    );
    assert.deepEqual(
      [texts.of(0, 'device'), texts.of(1, 'device'), texts.of(0, 'constructor')],
      ['phone', undefined, undefined],
    );
  });

  it('says the newest round and the newest update', () => {
    assert.deepEqual([rows[0]?.round, rows[0]?.outcome, rows[0]?.time], [3, undefined, START + 9]);
    assert.equal(rows[1]?.time, undefined);
  });

  it('has only clients that are in these rounds and in the list', () => {
    assert.deepEqual(
      clientRows(clients, rounds.slice(1)).rows.map(({ index }) => index),
      [0],
    );
    assert.deepEqual(clientRows([], rounds).rows, []);
  });

  it('has the clients that are in no round when they are asked for', () => {
    const { rows: all } = clientRows([...clients, { id: 'idle' }], rounds, true);
    assert.deepEqual(
      all.map(({ entry }) => entry.id),
      ['client-a', 'client-b', 'idle'],
    );
    assert.deepEqual([all[2]?.selected, all[2]?.round, all[2]?.outcome], [0, undefined, undefined]);
  });
});

describe('placeText', () => {
  it('has names before coordinates, and nothing for nowhere', () => {
    assert.equal(placeText({ id: 'a', city: 'Lyon', country: 'FR', lat: 1, lng: 2 }), 'Lyon, FR');
    assert.equal(placeText({ id: 'a', lat: 45.75, lng: -4.85 }), '45.8, -4.8');
    assert.equal(placeText({ id: 'a' }), '');
    assert.equal(placeText({ id: 'a', lat: 45 }), '');
  });
});
