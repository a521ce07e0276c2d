import assert from 'node:assert/strict';
import { curveOf, curveStyle, describeCurve, hasPoints, newestIndex, valueAt } from '../../../viewer/charts/curves.js';
import { clientField, resultField } from '../../../viewer/format/fields.js';

const style = { label: 'Loss', color: 's1' };

describe('curveOf', () => {
  it('has values in the base unit, and nothing where there is none', () => {
    assert.deepEqual(curveOf(style, clientField('cpu_pct'), [50, null, undefined, 100]).values, [0.5, null, null, 1]);
  });

  it('marks what has no place on the scale instead of leaving it out', () => {
    const curve = curveOf(style, resultField('loss'), [1, 'NaN', 'Infinity', '-Infinity', Number.NaN]);
    assert.deepEqual(curve.values, [1, null, null, null, null]);
    assert.deepEqual(curve.odd, [
      { index: 1, kind: 'NaN' },
      { index: 2, kind: 'Infinity' },
      { index: 3, kind: '-Infinity' },
      { index: 4, kind: 'NaN' },
    ]);
    assert.deepEqual(
      [0, 1, 2].map((index) => valueAt(curve, index)),
      [1, 'NaN', 'Infinity'],
    );
    assert.equal(valueAt(curve, 9), null);
  });

  it('has points when there is a value or a mark', () => {
    assert.equal(hasPoints(curveOf(style, resultField('loss'), [null, undefined])), false);
    assert.equal(hasPoints(curveOf(style, resultField('loss'), [null, 'NaN'])), true);
    assert.equal(hasPoints(curveOf(style, resultField('loss'), [0])), true);
  });
});

describe('newestIndex', () => {
  it('is where the newest value or mark is', () => {
    const at = (values: readonly (number | 'NaN' | null)[]) => newestIndex(curveOf(style, resultField('loss'), values));
    assert.deepEqual([at([1, 2, null]), at([1, 'NaN', null]), at([null, 1]), at([null])], [1, 1, 1, -1]);
  });
});

describe('describeCurve', () => {
  const write = (value: number) => `${value}!`;

  it('says first, last, least and greatest, and what is odd', () => {
    const curve = curveOf(style, resultField('loss'), [3, 'NaN', 1, 2]);
    assert.equal(
      describeCurve(curve, [10, 11, 12, 13], write),
      'Loss: from 3! in round 10 to 2! in round 13, least 1! in round 12, greatest 3! in round 10, NaN in round 11',
    );
  });

  it('says when there are no values', () => {
    assert.equal(describeCurve(curveOf(style, resultField('loss'), [null]), [1], write), 'Loss: no values.');
  });
});

describe('curveStyle', () => {
  it('gives neighbours another colour and another dash', () => {
    for (let place = 0; place < 7; place++) {
      const [a, b] = [curveStyle(place), curveStyle(place + 1)];
      assert.notEqual(a.color, b.color);
      assert.notDeepEqual(a.dash, b.dash);
    }
  });
});
