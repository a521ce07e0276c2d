import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateDocs } from '../../../docs/generate/generate.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const MARKERS = '<!-- options:telemetry -->\n<!-- options:end -->\n';
const PRIVACY_MARKERS = '<!-- options:privacy -->\n<!-- options:end -->\n';
const KEY_MARKERS = '<!-- keys:round -->\n<!-- keys:end -->\n<!-- keys:client -->\n<!-- keys:end -->\n';

describe('generateDocs', () => {
  it('finds docs/cli.md, docs/privacy.md, docs/keys.md and README.md up to date (else: npm run generate)', async () => {
    assert.deepEqual(await generateDocs({ root: '.', check: true }), []);
  });

  describe('elsewhere', () => {
    const folder = temporaryFolder('docs');
    const readme = join(folder.path, 'README.md');
    const page = join(folder.path, 'docs/cli.md');
    before(() => mkdirSync(join(folder.path, 'docs')));
    after(() => folder.remove());

    it('tells what is stale without touching it, then writes it, then finds nothing', async () => {
      writeFileSync(readme, `before\n${MARKERS}after\n`);
      writeFileSync(join(folder.path, 'docs/privacy.md'), PRIVACY_MARKERS);
      writeFileSync(join(folder.path, 'docs/keys.md'), KEY_MARKERS);
      const stale = ['docs/cli.md', 'README.md', 'docs/privacy.md', 'docs/keys.md'];
      assert.deepEqual(await generateDocs({ root: folder.path, check: true }), stale);
      assert.equal(readFileSync(readme, 'utf8'), `before\n${MARKERS}after\n`);
      assert.deepEqual(await generateDocs({ root: folder.path, check: false }), stale);
      assert.deepEqual(await generateDocs({ root: folder.path, check: true }), []);
      const text = readFileSync(readme, 'utf8');
      assert.match(
        text,
        /^before\n<!-- options:telemetry -->\n\| option .*\n[\s\S]*\| `endpoint` [\s\S]*<!-- options:end -->\nafter\n$/,
      );
      assert.match(readFileSync(page, 'utf8'), /## fedotel runs show\n/);
    });

    it('notices a change by hand and takes it back', async () => {
      const text = readFileSync(page, 'utf8');
      writeFileSync(page, text.replace('127.0.0.1:4318', '0.0.0.0:4318'));
      assert.deepEqual(await generateDocs({ root: folder.path, check: false }), ['docs/cli.md']);
      assert.equal(readFileSync(page, 'utf8'), text);
    });

    it('refuses a read-me without markers', async () => {
      writeFileSync(readme, 'no markers\n');
      await assert.rejects(generateDocs({ root: folder.path, check: true }), /<!-- options:telemetry -->/);
    });
  });
});
