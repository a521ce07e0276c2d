import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { PER_CLIENT_MODES } from '../../exporters/projection/index.js';
import { wandbOptions } from '../../exporters/wandb/settings/index.js';

describe('docs/wandb.md', () => {
  const page = readFileSync('docs/wandb.md', 'utf8');

  it('has every variable of W&B, and no other', () => {
    const known = Object.values(wandbOptions).map(({ env }) => env);
    const told = new Set(page.match(/\bWANDB_[A-Z_]+/g));
    assert.deepEqual([...told].sort(), [...known].sort());
  });

  it('has every way to show single clients', () => {
    for (const mode of PER_CLIENT_MODES) assert.match(page, new RegExp(`^\\| \`${mode}\``, 'm'));
  });

  it('names the client that the tests install', () => {
    const [, pinned = ''] = /^wandb==(\S+)/m.exec(readFileSync('test/peers/python/wandb.txt', 'utf8')) ?? [];
    assert.equal(page.includes(`Python client ${pinned}`), true, pinned);
  });

  it('says how to see that a sync has succeeded', () => {
    assert.match(page, /`run-<id>\.wandb\.synced` is there and nothing said `ERROR`/);
  });
});
