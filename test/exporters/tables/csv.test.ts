import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JsonValue } from '../../../exporters/journal/events.js';
import { csvLine } from '../../../exporters/tables/csv.js';
import { parseCsv } from './support/parse-csv.js';

describe('CSV', () => {
  it('quotes what RFC 4180 wants quoted, and nothing else', () => {
    const cells = ['a', 'a b', 'a,b', 'say "x"', 'two\nlines', '\r', '', null, undefined, '=1+1', ' x '];
    assert.equal(csvLine(cells), 'a,a b,"a,b","say ""x""","two\nlines","\r","",,,=1+1, x \r\n');
  });

  it('keeps texts that a spreadsheet would take for formulas exactly as they are', () => {
    // Nothing is put before, cut off or replaced: who reads the file has what the client said, and must be told so.
    const starts = ['=', '+', '-', '@', '\t', '\r', '\n'];
    const bodies = ["cmd|'/C calc'!A0", '1+1', 'SUM(A1:A9)*"2"', 'HYPERLINK("http://x,y")', 'a\nb', '', '"'];
    const cells = starts.flatMap((start) => bodies.map((body) => `${start}${body}`));
    for (const cell of cells) {
      const needsQuotes = /[",\r\n]/.test(cell);
      const expected = needsQuotes ? `"${cell.replaceAll('"', '""')}"` : cell;
      assert.equal(csvLine([cell, 'next']), `${expected},next\r\n`);
    }
    assert.deepEqual(parseCsv(csvLine(cells)), [cells]);
  });

  it('writes numbers so that they read back the same', () => {
    const values = [0, -0, 0.1, 1e21, 5e-324, Number.NaN, Number.POSITIVE_INFINITY, -Infinity, 9007199254740993n, true];
    assert.equal(csvLine(values), '0,-0,0.1,1e+21,5e-324,NaN,Infinity,-Infinity,9007199254740993,true\r\n');
    fc.assert(fc.property(fc.double(), (value) => assert.ok(Object.is(Number(csvLine([value])), value))));
  });

  it('writes neighbouring numbers as it writes each of them', () => {
    const cell = fc.oneof(fc.double(), fc.integer(), fc.constantFrom('a,b', null, -0, Number.NaN, 7n, true));
    const alone = (value: JsonValue) => csvLine([value]).slice(0, -2);
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 12 }), (cells) => {
        assert.equal(csvLine(cells), `${cells.map(alone).join(',')}\r\n`);
      }),
    );
  });

  it('writes objects and lists as JSON, with integers of all digits', () => {
    assert.equal(
      csvLine([{ bits: 8, big: 9007199254740993n }, [1, 'a']]),
      '"{""bits"":8,""big"":9007199254740993}","[1,""a""]"\r\n',
    );
  });

  it('is read back by any reader of CSV', () => {
    const cell: fc.Arbitrary<JsonValue> = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('"', ',', '\r\n', '""', 'a"b'),
    );
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 }), (rows) => {
        assert.deepEqual(parseCsv(rows.map((row) => csvLine(row)).join('')), rows);
      }),
      { numRuns: 50 },
    );
  });
});
