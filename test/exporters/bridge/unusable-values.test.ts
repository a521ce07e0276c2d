import assert from 'node:assert/strict';
import { createUnusableTeller, unusableMessage } from '../../../exporters/bridge/unusable-values.js';
import type { UnusableName } from '../../../exporters/translate/index.js';

const of = (name: string, runId?: string): UnusableName => ({ name, expected: 'a number', came: 'a text', runId });
const some = (count: number) => Array.from({ length: count }, (_, at) => of(`fl.client.metric.${at}`));

describe('createUnusableTeller', () => {
  let said: string[];
  const teller = () => createUnusableTeller((text) => said.push(text));
  beforeEach(() => {
    said = [];
  });

  it('says each attribute once, with the run where it was seen', () => {
    const tell = teller();
    tell.met({ count: 0, names: [] });
    tell.met({ count: 2, names: [of('fl.client.accuracy', 'r"1'), of('fl.client.loss')] });
    tell.met({ count: 9, names: [of('fl.client.accuracy', 'r2'), of('fl.client.samples', 'r2')] });
    const end = '. Such values are left out and counted as unusable; this is said once.';
    assert.deepEqual(said, [
      `fl.client.accuracy: expected a number, got a text in run "r\\"1"${end}`,
      `fl.client.loss: expected a number, got a text${end}`,
      `fl.client.samples: expected a number, got a text in run "r2"${end}`,
    ]);
  });

  it('says so many at most, and that there are more', () => {
    const tell = teller();
    for (const name of some(250)) tell.met({ count: 1, names: [name] });
    tell.met({ count: 250, names: some(250) });
    assert.equal(said.length, 101);
    assert.match(said[99] ?? '', /^fl\.client\.metric\.99: /);
    assert.equal(
      said[100],
      'values of more than 100 attributes cannot be used; further ones are counted and not named',
    );
  });
});

describe('unusableMessage', () => {
  it('is nothing without such values', () => {
    assert.equal(unusableMessage({ count: 0, names: [] }), undefined);
  });

  it('tells a sender what was left out and why, not whose it is', () => {
    assert.equal(
      unusableMessage({ count: 3, names: [of('a', 'r1'), of('b')] }),
      '3 unusable values left out: a: expected a number, got a text; b: expected a number, got a text',
    );
  });

  it('names eight attributes at most', () => {
    const message = unusableMessage({ count: 90, names: some(9) }) ?? '';
    assert.match(message, /fl\.client\.metric\.7: [^;]*; and further attributes$/);
    assert.doesNotMatch(unusableMessage({ count: 90, names: some(8) }) ?? '', /further/);
  });
});
