import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mlflowOptions } from '../../exporters/mlflow/settings/index.js';
import { PER_CLIENT_MODES } from '../../exporters/projection/index.js';

describe('docs/mlflow.md', () => {
  const page = readFileSync('docs/mlflow.md', 'utf8');

  it('has every variable of the connection, and no other', () => {
    const known = Object.values(mlflowOptions).flatMap(({ env }) => env);
    const told = new Set(page.match(/\bMLFLOW_[A-Z_]+/g));
    assert.deepEqual([...told].sort(), [...known].sort());
  });

  it('has every way to show single clients', () => {
    for (const mode of PER_CLIENT_MODES) assert.match(page, new RegExp(`^\\| \`${mode}\``, 'm'));
  });
});
