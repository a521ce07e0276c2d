import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../../../cli/errors.js';
import { findSources } from '../../../cli/export/sources.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

describe('findSources', () => {
  const folder = temporaryFolder('sources');
  const at = (...names: string[]) => join(folder.path, ...names);
  before(() => {
    mkdirSync(at('runs'));
    mkdirSync(at('other'));
    for (const path of [at('runs', 'a.jsonl'), at('runs', 'b.jsonl'), at('other', 'A.jsonl')]) writeFileSync(path, '');
  });
  after(() => folder.remove());

  it('finds every run once, however often and by whatever name it is given', () => {
    const sources = findSources(['a', at('runs', 'a.jsonl'), 'b', 'a'], at('runs'));
    assert.deepEqual(
      sources.map(({ stem }) => stem),
      ['a', 'b'],
    );
  });

  it('refuses two files that would be one, also where only case tells them apart', () => {
    assert.throws(
      () => findSources(['a', at('other', 'A.jsonl')], at('runs')),
      (error) => error instanceof CommandError && /a\.jsonl and .*A\.jsonl would .* --out$/.test(error.message),
    );
  });

  it('refuses a word that means no run', () => {
    assert.throws(() => findSources(['a', 'nothing'], at('runs')), /got "nothing"/);
  });
});
