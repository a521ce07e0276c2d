import assert from 'node:assert/strict';
import type { JsonValue } from '../../../../exporters/journal/events.js';
import { TableColumns } from '../../../../exporters/tables/columns/table-columns.js';
import type { TableDefinition } from '../../../../exporters/tables/sources/index.js';

const DEFINITION: TableDefinition = {
  name: 'scalars',
  columns: [
    { name: 'run_id', type: 'string' },
    { name: 'value', type: 'double' },
  ],
  createSource: () => ({ take: () => [], rest: () => [] }),
};
const row = (values: Readonly<Record<string, JsonValue | undefined>>) => new Map(Object.entries(values));

describe('TableColumns', () => {
  it('has the fixed columns first, also without any row, then free ones by name', () => {
    const columns = new TableColumns(DEFINITION);
    assert.deepEqual(columns.finish().columns, DEFINITION.columns);
    columns.add(row({ zeta: 1, run_id: 'a' }));
    columns.add(row({ alpha: true, nothing: null, never: undefined }));
    const layout = columns.finish();
    assert.deepEqual(
      layout.columns.map(({ name, type }) => `${name} ${type}`),
      [...['run_id string', 'value double', 'alpha boolean', 'zeta int64']],
    );
    assert.deepEqual(layout.cells(row({ zeta: 5, run_id: 'b' })), ['b', undefined, undefined, 5]);
  });

  it('takes names that objects have themselves', () => {
    const columns = new TableColumns(DEFINITION);
    const odd = new Map<string, JsonValue>([
      ['__proto__', 1],
      ['constructor', 2],
    ]);
    columns.add(odd);
    assert.deepEqual(columns.finish().cells(odd), [undefined, undefined, 1, 2]);
  });

  it('puts what has no column of its own into one', () => {
    const columns = new TableColumns(DEFINITION);
    const wide = row(Object.fromEntries(Array.from({ length: 1005 }, (_, n) => [`f${n}`, n])));
    columns.add(wide);
    const layout = columns.finish();
    assert.equal(layout.columns.length, 2 + 1000 + 1);
    assert.deepEqual(layout.columns.at(-1), { name: 'other_fields', type: 'json' });
    assert.deepEqual(layout.cells(wide).at(-1), { f1000: 1000, f1001: 1001, f1002: 1002, f1003: 1003, f1004: 1004 });
    assert.equal(layout.cells(row({ run_id: 'a' })).at(-1), undefined);
  });
});
