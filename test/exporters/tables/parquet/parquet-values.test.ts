import assert from 'node:assert/strict';
import { parquetValue, schemaElement } from '../../../../exporters/tables/parquet/parquet-values.js';

describe('parquetValue', () => {
  it('gives what the column’s type takes', () => {
    assert.equal(parquetValue(5, 'int64'), 5n);
    assert.equal(parquetValue(2n ** 60n, 'int64'), 2n ** 60n);
    assert.equal(parquetValue('NaN', 'double'), Number.NaN);
    assert.equal(parquetValue(3, 'double'), 3);
    assert.equal(parquetValue(false, 'boolean'), false);
    assert.equal(parquetValue('1970-01-01T00:00:00.000000005Z', 'timestamp'), 5n);
    assert.equal(parquetValue('a', 'string'), 'a');
    assert.equal(parquetValue('a', 'json'), '"a"');
    assert.equal(parquetValue({ big: 2n ** 60n }, 'json'), `{"big":${2n ** 60n}}`);
  });

  it('has null for what is not there', () => {
    for (const type of ['int64', 'double', 'boolean', 'timestamp', 'string', 'json'] as const) {
      assert.equal(parquetValue(null, type), null);
      assert.equal(parquetValue(undefined, type), null);
    }
  });
});

describe('schemaElement', () => {
  it('lets every column have nulls, and times be instants in UTC', () => {
    const logical_type = { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'NANOS' };
    const element = schemaElement({ name: 'at', type: 'timestamp' });
    assert.deepEqual(element, { name: 'at', repetition_type: 'OPTIONAL', type: 'INT64', logical_type });
  });
});
