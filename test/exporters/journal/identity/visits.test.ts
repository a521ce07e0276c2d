import assert from 'node:assert/strict';
import { keyNumber } from '../../../../exporters/journal/identity/foresight.js';
import { identityOf } from '../../../../exporters/journal/identity/identity.js';
import { createVisits } from '../../../../exporters/journal/identity/visits.js';
import { scalar, update } from '../support/events.js';

describe('createVisits', () => {
  const asked = identityOf(update('r', 'a'));
  const inOtherPart = identityOf(update('r', 'a', {}, { round: 2 }));
  const ofOther = identityOf(update('r', 'b'));

  function visiting() {
    const visits = createVisits();
    visits.ask(asked.partition, keyNumber(asked));
    return visits;
  }

  it('wants what was asked for, and nothing else of that part or of others', () => {
    const visits = visiting();
    assert.deepEqual(
      [asked, inOtherPart, ofOther].map((identity) => visits.wants(identity)),
      [true, false, false],
    );
    assert.deepEqual([visits.has(asked.partition), visits.has(inOtherPart.partition)], [true, false]);
  });

  it('refuses to answer about what was not asked for', () => {
    const visits = visiting();
    visits.expect(asked.partition, keyNumber(asked));
    assert.throws(() => visits.expect(ofOther.partition, keyNumber(ofOther)), /1\/r1 was not foreseen/);
    assert.throws(() => visits.expect(inOtherPart.partition, keyNumber(asked)), /1\/r2 was not foreseen/);
  });

  it('keeps apart what only the part tells apart', () => {
    const visits = visiting();
    visits.ask(inOtherPart.partition, keyNumber(inOtherPart));
    const operations = [asked, inOtherPart, asked].map(({ partition }) =>
      visits.operation(visits.text(partition, 'train')),
    );
    assert.deepEqual(operations, [0, 1, 0]);
    const [one, other] = [asked, inOtherPart].map((identity) => visits.own(identity));
    assert.notEqual(one?.key, other?.key);
    assert.ok(one?.kind === 'fields' && other?.kind === 'fields' && one.update?.operation !== other.update?.operation);
    const whole = identityOf(scalar('r', 1));
    visits.ask(whole.partition, keyNumber(whole));
    assert.deepEqual({ ...visits.own(whole), key: whole.key }, whole);
  });

  it('counts what is added to each part', () => {
    const visits = visiting();
    for (const part of ['x', 'y', 'x']) visits.noteChange(part);
    assert.deepEqual(
      [...visits.changes],
      [
        ['x', 2],
        ['y', 1],
      ],
    );
  });
});
