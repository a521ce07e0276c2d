import assert from 'node:assert/strict';
import { interleave, median, timesCheaper } from '../../bench/harness.js';
import { asMarkdownRows, asTable, isMet } from '../../bench/report.js';

describe('bench harness', () => {
  it('takes the middle value, or the mean of the two in the middle', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 3, 2]), 2.5);
    assert.throws(() => median([]), RangeError);
  });

  it('lets contenders take turns, in alternating order, and forgets the warm-up', async () => {
    const calls: string[] = [];
    const costs = await interleave(
      {
        a: () => calls.push('a'),
        b: async () => {
          calls.push('b');
          return 1;
        },
      },
      { rounds: 3, warmUp: 1 },
    );
    assert.deepEqual(calls.join(''), 'abbaabba');
    // The costs of `a` are the counts of calls at its turns: 4, 5 and 8 after the warm-up.
    assert.deepEqual(costs, { a: 5, b: 1 });
  });

  it('knows which figure is as it should be', () => {
    assert.equal(isMet(timesCheaper(1, 20, 'x', 20)), true);
    assert.equal(isMet(timesCheaper(1, 19, 'x', 20)), false);
    assert.equal(isMet(timesCheaper(1, 19, 'x')), undefined);
    assert.equal(isMet({ value: 2, unit: 's', what: 'x', goal: { kind: 'atMost', value: 1.5 } }), false);
  });

  it('shows figures to people with three digits and what they mean', () => {
    const figures = {
      'a.ratio': timesCheaper(3, 62, 'one against the other', 20),
      'a.speed': { value: 123_456.7, unit: 'points/s', what: 'one sender' },
    };
    assert.equal(
      asTable(figures),
      [
        'a.ratio  20.7 ×            ≥ 20, met  one against the other',
        'a.speed  123,457 points/s             one sender',
      ].join('\n'),
    );
    assert.deepEqual(asMarkdownRows(figures)[1], {
      key: 'a.speed',
      row: '| `a.speed` | 123,457 points/s | – | one sender |',
    });
  });
});
