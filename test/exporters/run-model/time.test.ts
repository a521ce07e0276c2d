import assert from 'node:assert/strict';
import fc from 'fast-check';
import { millisOf, secondsBetween } from '../../../exporters/run-model/index.js';
import { keyOfMillis, secondsBefore, timeKey } from '../../../exporters/run-model/time.js';

describe('run model: times', () => {
  it('has one sortable text for all spellings of one instant', () => {
    const key = '2026-03-02T09:00:01.500000000';
    for (const text of [
      '2026-03-02T09:00:01.5Z',
      '2026-03-02T09:00:01.500Z',
      '2026-03-02T09:00:01.500000000Z',
      '2026-03-02T09:00:01.500000+00:00',
      '2026-03-02T09:00:01.500000-00:00',
      '2026-03-02T09:00:01.500',
      '2026-03-02 09:00:01,5',
      '2026-03-02T10:00:01.5+01:00',
      '2026-03-01T23:30:01.5-0930',
    ]) {
      assert.equal(timeKey(text), key, text);
    }
  });

  it('sorts as the times do, to the nanosecond', () => {
    const instant = fc.tuple(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 0, max: 999_999 }));
    const text = ([millis, nanos]: [number, number]) =>
      `${new Date(millis).toISOString().slice(0, -1)}${String(nanos).padStart(6, '0')}Z`;
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        const earlier = a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
        assert.equal(timeKey(text(a)) < timeKey(text(b)), earlier);
        assert.equal(timeKey(new Date(a[0]).toISOString()), keyOfMillis(a[0]));
      }),
    );
  });

  it('has no text for what is no time', () => {
    for (const text of [undefined, '', 'yesterday', '2026-03-02', '1772442000', '2026-03-02T09:00:00.000+99:99:99']) {
      assert.equal(timeKey(text), '');
      assert.equal(millisOf(text), undefined);
    }
    assert.equal(millisOf('2026-99-99T09:00:00Z'), undefined);
    assert.equal(timeKey(12 as unknown as string), '');
    assert.equal(keyOfMillis(Number.NaN), '');
  });

  it('is the same for a plain time as for one that is spelt in another way', () => {
    const digit = fc.integer({ min: 0, max: 9 });
    const shape = fc.constantFrom(
      '2026-03-02T09:00:0d.dddZ',
      'dddd-dd-ddTdd:dd:dd.dddZ',
      '2026-03-02T09:00:01.dddddddddZ',
      '2026-03-02T09:00:01.dZ',
    );
    const times = fc.tuple(shape, fc.array(digit, { minLength: 20, maxLength: 20 })).map(([text, digits]) => {
      let next = 0;
      return text.replaceAll('d', () => String(digits[next++]));
    });
    fc.assert(
      fc.property(times, (text) => {
        const other = `${text.slice(0, -1)}+00:00`;
        assert.equal(timeKey(text), timeKey(other));
        assert.equal(millisOf(text), millisOf(other));
      }),
    );
    for (const text of [
      '2026-03-02T09:00:01.5٠Z',
      '2026-03-02T09:00:01.Z',
      '2026-03-02T09:00:01.5z ',
      '2026/03/02T09:00:01.500Z',
    ]) {
      assert.equal(timeKey(text), '', text);
    }
    assert.equal(timeKey('2026-03-02T09:00:01.1234567899Z'), '2026-03-02T09:00:01.123456789', 'ten digits');
  });

  it('keeps fractions of a millisecond', () => {
    assert.equal(millisOf('1970-01-01T00:00:00.001500Z'), 1.5);
  });

  it('measures from one time to another', () => {
    assert.equal(secondsBetween('2026-03-02T09:00:00Z', '2026-03-02T09:00:01.500000+00:00'), 1.5);
    assert.equal(secondsBetween('2026-03-02T09:00:00Z', undefined), undefined);
    assert.equal(secondsBetween('2026-03-02T09:00:00Z', '2026-03-02T09:00:00Z'), 0);
    assert.equal(secondsBetween('2026-03-02T09:00:00.01Z', '2026-03-02T09:00:00Z'), undefined, 'a clock was set back');
    assert.equal(secondsBefore('2026-03-02T09:00:01.500000+00:00', 1), '2026-03-02T09:00:00.500Z');
    assert.equal(secondsBefore(undefined, 1), undefined);
    assert.equal(secondsBefore('2026-03-02T09:00:00Z', 1e300), undefined);
  });
});
