import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { LISTABLE } from '../../lib/privacy/policy.js';
import { PRIVACY_VARIABLES } from '../../lib/privacy/settings.js';

const PAGE = readFileSync('docs/privacy.md', 'utf8');
const PROOFS = [...PAGE.matchAll(/\[proof: ([^\]]+)\]\s*\(([^)]+)\)/g)].map(([, title = '', link = '']) => ({
  title: title.replace(/\s+/g, ' '),
  file: posix.join('docs', link),
}));

describe('docs/privacy.md', () => {
  it('has proofs', () => {
    assert.ok(PROOFS.length > 30);
  });

  for (const { title, file } of PROOFS) {
    it(`names a test that exists: ${title}`, () => {
      assert.ok(existsSync(file), file);
      // Titles of tests that are made in a loop end in what differs.
      assert.ok(readFileSync(file, 'utf8').includes(title), `${file} has no test “${title}”`);
    });
  }

  it('names every option, variable and part of an update that can be hidden', () => {
    for (const variable of Object.values(PRIVACY_VARIABLES)) assert.ok(PAGE.includes(variable), variable);
    for (const part of LISTABLE.slice(-5)) assert.ok(PAGE.includes(`\`${part}\``), part);
  });
});
