import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { proofsWithoutFigures, withProofFigures } from '../../../docs/generate/proof-figures.js';

const PAGE = [
  'Text with [proof: keeps it](../test/a.test.ts).',
  '| what | shown by | seen |',
  '| --- | --- | --- |',
  '| killed | [proof: keeps it](../test/a.test.ts) | apart: 5 kills; seed 1<br>inside: 3 kills |',
  '| full | at once: [proof: goes on](../test/b.test.ts), later too |  |',
].join('\n');

describe('figures of proofs', () => {
  it('stand in the row that names the proof; forms that were not seen stay', () => {
    const page = withProofFigures(PAGE, [
      { proof: 'keeps it', form: 'apart', figures: { kills: 2000, seed: 123456, 'lost or twice': 0 } },
      { proof: 'goes on', figures: { refusals: 12 } },
    ]);
    assert.deepEqual(page.split('\n').slice(3), [
      '| killed | [proof: keeps it](../test/a.test.ts) | apart: 2,000 kills; seed 123456; 0 lost or twice<br>inside: 3 kills |',
      '| full | at once: [proof: goes on](../test/b.test.ts), later too | 12 refusals |',
    ]);
    assert.equal(page.split('\n')[0], PAGE.split('\n')[0]);
  });

  it('are the newest of each form', () => {
    const seen = (kills: number) => [{ proof: 'keeps it', form: 'inside', figures: { kills } }];
    assert.equal(
      withProofFigures(PAGE, [...seen(7), ...seen(9)]),
      withProofFigures(withProofFigures(PAGE, seen(7)), seen(9)),
    );
  });

  it('are refused of a proof that the page does not name', () => {
    assert.throws(
      () => withProofFigures(PAGE, [{ proof: 'gone', figures: {} }]),
      /expected a row with the proof “gone”/,
    );
  });

  it('are missed where there are none', () => {
    assert.deepEqual(proofsWithoutFigures(PAGE), ['goes on']);
  });

  it('are in docs/reliability.md for every fault', () => {
    assert.deepEqual(proofsWithoutFigures(readFileSync('docs/reliability.md', 'utf8')), []);
  });
});
