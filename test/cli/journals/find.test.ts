import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../../../cli/errors.js';
import { findJournal, isSameFile, listJournals } from '../../../cli/journals/find.js';
import { hashStem } from '../../../exporters/journal/index.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

describe('journals of a folder', () => {
  const folder = temporaryFolder('find');
  const runs = join(folder.path, 'runs');
  // An id that as a path leads to no file, whatever lies around this checkout.
  const odd = `../../${folder.path.replaceAll('/', '-')}`;
  before(() => {
    mkdirSync(join(runs, '.state'), { recursive: true });
    mkdirSync(join(runs, 'folder.jsonl'));
    for (const name of ['b.jsonl', 'a.jsonl', '.hidden.jsonl', 'a.map.json', `${hashStem(odd)}.jsonl`]) {
      writeFileSync(join(runs, name), '');
    }
    writeFileSync(join(folder.path, 'events.log'), '');
  });
  after(() => folder.remove());

  describe('listJournals', () => {
    it('lists journals by name, without folders, hidden and other files', () => {
      assert.deepEqual(
        listJournals(runs)?.map(({ stem }) => stem),
        ['a', 'b', hashStem(odd)],
      );
    });

    it('tells a folder that is not there from an empty one', () => {
      assert.equal(listJournals(join(folder.path, 'nothing')), undefined);
      assert.deepEqual(listJournals(join(runs, '.state')), []);
    });

    it('names the option when the folder cannot be read', () => {
      assert.throws(
        () => listJournals(join(folder.path, 'events.log')),
        /^CommandError: --runs-dir \S+events\.log: .*ENOTDIR/,
      );
      assert.throws(
        () => findJournal('a', join(folder.path, 'events.log')),
        /^CommandError: --runs-dir \S+events\.log: .*ENOTDIR/,
      );
    });
  });

  describe('findJournal', () => {
    it('finds a run by id, also one whose file has a hash for a name', () => {
      assert.deepEqual(findJournal('a', runs), { path: join(runs, 'a.jsonl'), stem: 'a' });
      assert.equal(findJournal(odd, runs).stem, hashStem(odd));
      assert.equal(findJournal(hashStem(odd), runs).stem, hashStem(odd));
    });

    it('finds a file by its path, whatever its ending', () => {
      const path = join(runs, 'b.jsonl');
      assert.deepEqual(findJournal(path, 'elsewhere'), { path, stem: 'b' });
      const log = join(folder.path, 'events.log');
      assert.deepEqual(findJournal(log, runs), { path: log, stem: 'events' });
    });

    it('takes a bare word for the run when there is a file of that name too', () => {
      assert.equal(findJournal('package.json', runs).path, 'package.json');
      writeFileSync(join(runs, `${hashStem('package.json')}.jsonl`), '');
      assert.equal(findJournal('package.json', runs).stem, hashStem('package.json'));
    });

    it('says what there is instead', () => {
      assert.throws(
        () => findJournal('c\u001b[2J', runs),
        (error) =>
          error instanceof CommandError &&
          /expected a run in \S+ \(it has a, b, .*\) or a \.jsonl file, got "c\\u001b\[2J"$/.test(error.message),
      );
      assert.throws(() => findJournal('c', join(folder.path, 'nothing')), /it has no runs/);
      assert.throws(() => findJournal('folder', runs), CommandError);
      assert.throws(() => findJournal('', runs), CommandError);
    });

    it('names only the last of many runs', () => {
      const many = join(folder.path, 'many');
      mkdirSync(many);
      for (let n = 10; n < 30; n++) writeFileSync(join(many, `r${n}.jsonl`), '');
      assert.throws(() => findJournal('c', many), /it has 20 runs, the last are r25, r26, r27, r28, r29\)/);
    });
  });

  describe('isSameFile', () => {
    it('sees through links', () => {
      symlinkSync(join(runs, 'a.jsonl'), join(folder.path, 'link.jsonl'));
      assert.equal(isSameFile(join(folder.path, 'link.jsonl'), join(runs, '..', 'runs', 'a.jsonl')), true);
      assert.equal(isSameFile(join(runs, 'a.jsonl'), join(runs, 'b.jsonl')), false);
    });
  });
});
