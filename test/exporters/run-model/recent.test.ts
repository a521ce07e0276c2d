import assert from 'node:assert/strict';
import { Recent } from '../../../exporters/run-model/recent.js';

describe('Recent', () => {
  it('lets go what was not asked for the longest once all together weigh too much', () => {
    const recent = new Recent<object, string>(10);
    const [a, b, c] = [{}, {}, {}];
    recent.set(a, 'a', 4);
    recent.set(b, 'b', 4);
    assert.equal(recent.get(a), 'a');
    recent.set(c, 'c', 4);
    assert.deepEqual(
      [a, b, c].map((key) => recent.get(key)),
      ['a', undefined, 'c'],
    );
  });

  it('holds the last one whatever it weighs, alone', () => {
    const recent = new Recent<object, string>(10);
    const [small, large] = [{}, {}];
    recent.set(small, 'small', 1);
    recent.set(large, 'large', 1000);
    assert.equal(recent.get(large), 'large');
    assert.equal(recent.get(small), undefined);
    recent.set(small, 'small', 1);
    assert.equal(recent.get(large), undefined);
  });

  it('weighs what is set again once', () => {
    const recent = new Recent<object, number>(10);
    const [a, b] = [{}, {}];
    for (let value = 0; value < 5; value++) recent.set(a, value, 6);
    recent.set(b, 1, 4);
    assert.deepEqual([recent.get(a), recent.get(b)], [4, 1]);
  });
});
