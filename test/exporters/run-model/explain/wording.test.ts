import assert from 'node:assert/strict';
import { count, duration, names, quoted, share, times } from '../../../../exporters/run-model/explain/wording.js';

describe('explain: wording', () => {
  it('gives durations a unit that fits', () => {
    const texts = [0, 0.0004, 0.012, 0.0995, 1.234, 9.994, 12.34, 99.94, 123.4, 599, 600, 3599, 3600, 7384].map(
      duration,
    );
    assert.deepEqual(texts, [
      '0 s',
      '0 s',
      '12 ms',
      '0.10 s',
      '1.23 s',
      '9.99 s',
      '12.3 s',
      '99.9 s',
      '123 s',
      '599 s',
      '10 min',
      '1 h 0 min',
      '1 h 0 min',
      '2 h 3 min',
    ]);
  });

  it('counts, divides and multiplies in words', () => {
    assert.deepEqual([count(1, 'client'), count(0, 'client')], ['1 client', '0 clients']);
    assert.deepEqual([share(1, 2), share(1, 300), share(0, 1)], ['50%', 'under 1%', 'under 1%']);
    assert.deepEqual([times(1.26), times(12.4)], ['1.3 times', '12 times']);
  });

  it('quotes what could be taken for a part of the sentence', () => {
    assert.equal(quoted('client-01'), 'client-01');
    assert.equal(quoted('病院-東京'), '病院-東京');
    assert.equal(quoted('a client'), '“a client”');
    assert.equal(quoted('end.'), '“end.”');
    assert.equal(quoted('tab\there'), '“tab\ufffdhere”');
    assert.equal(quoted(''), '“”');
    assert.equal(quoted('é'.repeat(49)).length, 50, 'quotation marks included');
  });

  it('lists names, and counts where they are many', () => {
    assert.equal(names([], quoted), '');
    assert.equal(names(['a'], quoted), 'a');
    assert.equal(names(['a', 'b', 'c'], quoted), 'a, b and c');
    assert.equal(names(['a', 'b', 'c', 'd', 'e', 'f', 'g'], quoted), 'a, b, c, d, e and 2 more');
  });
});
