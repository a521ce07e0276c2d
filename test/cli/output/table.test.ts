import assert from 'node:assert/strict';
import { type Column, formatBytes, formatNumber, renderTable } from '../../../cli/output/table.js';

const columns: readonly Column<readonly [string, number]>[] = [
  { title: 'NAME', value: ([name]) => name },
  { title: 'N', value: ([, n]) => String(n), align: 'right' },
];

describe('renderTable', () => {
  it('aligns texts left and numbers right, without spaces at line ends', () => {
    const rows = [
      ['a', 1],
      ['longer', 1000],
    ] as const;
    assert.equal(renderTable(columns, rows), 'NAME       N\na          1\nlonger  1000\n');
  });

  it('shows the titles alone when there are no rows', () => {
    assert.equal(renderTable(columns, []), 'NAME  N\n');
  });

  it('keeps each row on one line whatever it holds', () => {
    assert.equal(renderTable(columns, [['a\n\u001b[31mb', 1]]).split('\n').length, 3);
  });

  it('shows titles without what they could do to a terminal: some are ids of runs', () => {
    const titled: readonly Column<string>[] = [{ title: '\u001b[2J\nid', value: (text) => text }];
    assert.equal(renderTable(titled, ['a']), '\ufffd[2J\ufffdid\na\n');
  });

  it('bears more rows than a call has arguments', () => {
    const rows = Array.from({ length: 200_000 }, () => ['a', 1] as const);
    assert.equal(renderTable(columns, rows).split('\n').length, 200_002);
  });
});

describe('formatNumber', () => {
  it('shows so many digits, a dash for none, and what is no number by name', () => {
    assert.deepEqual(
      [formatNumber(0.98765, 4), formatNumber(undefined, 2), formatNumber(null, 2), formatNumber(Number.NaN, 2)],
      ['0.9877', '-', '-', 'NaN'],
    );
  });
});

describe('formatBytes', () => {
  const cases: readonly (readonly [number | undefined, string])[] = [
    [undefined, '-'],
    [Number.NaN, '-'],
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [2_500_000, '2.5 MB'],
    [7e18, '7000000.0 TB'],
  ];
  for (const [bytes, text] of cases) it(`shows ${bytes} as ${text}`, () => assert.equal(formatBytes(bytes), text));
});
