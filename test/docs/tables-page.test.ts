import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { TABLES } from '../../exporters/tables/sources/index.js';
import { findResourceField } from '../../semconv/index.js';

describe('docs/tables.md', () => {
  const page = readFileSync('docs/tables.md', 'utf8');

  for (const { name, columns } of TABLES) {
    it(`has the columns of ${name} with their types, in order`, () => {
      const [, section = ''] = page.split(`\n## ${name}\n`);
      const told = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `([^`]+)` \| (\w+) \|/gm)];
      const listed = columns.filter((column) => findResourceField(column.name) === undefined);
      assert.deepEqual(
        told.map(([, column, type]) => ({ name: column, type })),
        listed.map((column) => ({ ...column })),
      );
    });
  }

  it('is tested with the readers that the tests install', () => {
    const pins = readFileSync('test/peers/python/tables.txt', 'utf8');
    for (const [reader, digits] of [
      ['pyarrow', /^pyarrow==(\d+)/m],
      ['pandas', /^pandas==(\d+\.\d+)/m],
      ['DuckDB', /^duckdb==(\d+\.\d+)/m],
    ] as const) {
      const version = digits.exec(pins)?.[1];
      assert.equal(page.includes(`${reader} ${version}`), true, reader);
    }
  });
});
