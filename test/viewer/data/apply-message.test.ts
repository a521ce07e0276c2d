import assert from 'node:assert/strict';
import { applyMessage } from '../../../viewer/data/apply-message.js';
import { round, runDocument, runFrame } from '../support/documents.js';

const numbers = (document: { readonly rounds: readonly { readonly round: number }[] }) =>
  document.rounds.map((frame) => frame.round);

describe('applyMessage', () => {
  const document = runDocument();

  it('replaces a round and leaves the others the same objects', () => {
    const frame = round(2, { state: 'failed' });
    const next = applyMessage(document, { kind: 'round', frame }, 11);
    assert.deepEqual(numbers(next), [1, 2, 3]);
    assert.equal(next.rounds[1], frame);
    assert.equal(next.rounds[0], document.rounds[0]);
    assert.equal(document.rounds[1]?.state, 'completed');
  });

  it('adds rounds in order of their number, whenever they come', () => {
    let next = applyMessage(document, { kind: 'round', frame: round(5) }, 11);
    next = applyMessage(next, { kind: 'round', frame: round(4) }, 12);
    next = applyMessage(next, { kind: 'round', frame: round(0) }, 13);
    assert.deepEqual(numbers(next), [0, 1, 2, 3, 4, 5]);
  });

  it('replaces what is outside of rounds', () => {
    const frame = runFrame({ state: 'failed' });
    assert.equal(applyMessage(document, { kind: 'run', frame }, 11).run, frame);
  });

  it('adds and changes clients by their index', () => {
    const grown = applyMessage(document, { kind: 'clients', frame: { from: 2, clients: [{ id: 'c' }] } }, 11);
    assert.deepEqual(
      grown.clients.map(({ id }) => id),
      ['client-a', 'client-b', 'c'],
    );
    const changed = applyMessage(
      grown,
      { kind: 'clients', frame: { from: 1, clients: [{ id: 'client-b', name: 'B' }] } },
      12,
    );
    assert.deepEqual(
      changed.clients.map(({ name }) => name),
      ['Lisbon', 'B', undefined],
    );
    assert.equal(changed.clients.length, 3);
  });

  it('takes no clients that leave a hole', () => {
    const next = applyMessage(document, { kind: 'clients', frame: { from: 5, clients: [{ id: 'x' }] } }, 11);
    assert.equal(next.clients, document.clients);
  });

  it('never goes back in the journal', () => {
    assert.equal(applyMessage(document, { kind: 'round', frame: round(1) }, 11).sequence, 11);
    assert.equal(applyMessage(document, { kind: 'round', frame: round(1) }, 3).sequence, 10);
  });
});
