import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { draftOf, removeLeftDrafts } from '../../../exporters/sink-parts/index.js';
import { deadMark } from '../../support/dead-mark.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

describe('drafts', () => {
  const folder = temporaryFolder('drafts');
  after(() => folder.remove());
  const isMap = (name: string) => name.endsWith('.map.json');

  it('of a dead process go; of this one, of other files and of other names stay', async () => {
    const dir = join(folder.path, 'left');
    mkdirSync(dir);
    const dead = deadMark();
    const own = draftOf('a.map.json');
    const stay = [
      own,
      'a.map.json',
      `a.geojson.${dead}.tmp`,
      `a.map.json.${dead}`,
      `a.map.json.${dead}.tmp.txt`,
      `.map.json${dead}.tmp`,
      'a.map.json.tmp',
      'a.map.json.beef.tmp',
      'a.map.json.4711.tmp',
    ];
    for (const name of [...stay, `a.map.json.${dead}.tmp`, `b.map.json.${dead}.tmp`, 'c.map.json.4711.tmp']) {
      writeFileSync(join(dir, name), '');
    }
    const longAgo = new Date(Date.now() - 2 * 86_400_000);
    utimesSync(join(dir, 'c.map.json.4711.tmp'), longAgo, longAgo);
    utimesSync(join(dir, own), longAgo, longAgo);
    await removeLeftDrafts(dir, isMap);
    assert.deepEqual(readdirSync(dir).sort(), [...stay].sort());
  });

  it('are files: folders and links of such a name stay', async () => {
    const dir = join(folder.path, 'no-files');
    mkdirSync(join(dir, `a.map.json.${deadMark()}.tmp`), { recursive: true });
    symlinkSync('/etc/hostname', join(dir, `b.map.json.${deadMark()}.tmp`));
    await removeLeftDrafts(dir, isMap);
    assert.equal(readdirSync(dir).length, 2);
  });

  it('are not missed where there is no folder', async () => {
    await removeLeftDrafts(join(folder.path, 'nowhere'), isMap);
    writeFileSync(join(folder.path, 'file'), '');
    await removeLeftDrafts(join(folder.path, 'file'), isMap);
  });
});
