import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNetrc } from '../../../../exporters/wandb/settings/netrc.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

describe('readNetrc', () => {
  const folder = temporaryFolder('wandb-netrc');
  after(() => folder.remove());
  const passwordIn = (content: string, host = 'api.wandb.ai') => {
    const path = join(folder.path, 'netrc');
    writeFileSync(path, content);
    return readNetrc(host, { NETRC: path }, '/nowhere');
  };

  for (const [what, content, expected] of [
    ['an entry on one line', 'machine api.wandb.ai login user password secret', 'secret'],
    ['an entry over several lines', 'machine api.wandb.ai\n\tlogin user\n\tpassword secret\n', 'secret'],
    ['the entry of its host among others', 'machine a login x password 1\nmachine api.wandb.ai password 2', '2'],
    ['the first of two entries', 'machine api.wandb.ai password 1\nmachine api.wandb.ai password 2', '1'],
    ['the default entry', 'machine a password 1\ndefault login user password 2', '2'],
    ['nothing of another host', 'machine wandb.ai login user password secret', undefined],
    ['nothing in a comment', '# machine api.wandb.ai password secret\n', undefined],
    ['nothing in a macro', 'macdef init\nmachine api.wandb.ai password secret\n\n', undefined],
    ['what stands after a macro', 'macdef init\ncd /x\n\nmachine api.wandb.ai password 3\n', '3'],
    ['a login that is called like a word of the format', 'machine api.wandb.ai login password password 4', '4'],
    ['nothing in an entry that breaks off', 'machine api.wandb.ai login user password', undefined],
    ['nothing in an empty file', '', undefined],
  ] as const) {
    it(`finds ${what}`, () => assert.equal(passwordIn(content), expected));
  }

  it('looks into the home folder, and minds no missing file', () => {
    assert.equal(readNetrc('h', {}, join(folder.path, 'none')), undefined);
    writeFileSync(join(folder.path, '.netrc'), 'machine h password at-home');
    assert.equal(readNetrc('h', { NETRC: '' }, folder.path), 'at-home');
  });
});
