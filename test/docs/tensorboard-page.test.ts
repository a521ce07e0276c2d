import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { AUTO_CLIENT_KEYS, PER_CLIENT_MODES } from '../../exporters/projection/index.js';

describe('docs/tensorboard.md', () => {
  const page = readFileSync('docs/tensorboard.md', 'utf8');

  it('knows every way to show single clients, and how many keys there are', () => {
    for (const mode of PER_CLIENT_MODES) assert.equal(page.includes(`\`${mode}\``), true, mode);
    assert.equal(page.includes(`until they have ${AUTO_CLIENT_KEYS} keys`), true);
  });

  it('is tested with the TensorBoard that the tests install', () => {
    const [, pinned = ''] =
      /^tensorboard==(\d+\.\d+)/m.exec(readFileSync('test/peers/python/tensorboard.txt', 'utf8')) ?? [];
    assert.equal(page.includes(`TensorBoard ${pinned}:`), true, pinned);
  });
});
