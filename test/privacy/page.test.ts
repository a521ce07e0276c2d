import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { LISTABLE } from '../../lib/privacy/policy.js';
import { PRIVACY_VARIABLES } from '../../lib/privacy/settings.js';

const PAGE = readFileSync('docs/privacy.md', 'utf8');

describe('docs/privacy.md', () => {
  it('has proofs', () => {
    assert.ok(PAGE.split('[proof: ').length > 30);
  });

  it('names every option, variable and part of an update that can be hidden', () => {
    for (const variable of Object.values(PRIVACY_VARIABLES)) assert.ok(PAGE.includes(variable), variable);
    for (const part of LISTABLE.slice(-5)) assert.ok(PAGE.includes(`\`${part}\``), part);
  });
});
