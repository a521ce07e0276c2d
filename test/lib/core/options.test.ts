import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  describe as describeValue,
  environment,
  optionalMember,
  optionalObject,
  requireText,
} from '../../../lib/core/options.js';

describe('option checks', () => {
  it('describe any value shortly and never throw', () => {
    assert.equal(describeValue('x'.repeat(500)).length, 62);
    assert.equal(describeValue([1]), 'a list');
    assert.equal(describeValue({}), 'an object');
    assert.equal(describeValue(null), 'null');
    assert.equal(describeValue(Symbol('s')), 'Symbol(s)');
    assert.equal(describeValue(Object.create(null)), 'an object');
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (value) => {
        assert.ok(describeValue(value).length < 200);
      }),
    );
  });

  it('name the option, what was expected and what came', () => {
    assert.throws(() => requireText('job', 5, 10), {
      name: 'TypeError',
      message: 'option job: expected a text of 1 to 10 characters, got 5',
    });
    assert.throws(() => optionalMember('mode', 'x', ['a', 'b']), {
      message: 'option mode: expected one of a, b, got "x"',
    });
    assert.throws(() => optionalObject('config', () => 1), {
      message: 'option config: expected an object, got a function',
    });
  });

  it('take absent options for absent', () => {
    assert.equal(optionalMember('mode', undefined, ['a']), undefined);
    assert.equal(optionalObject('config', undefined), undefined);
  });

  it('take an empty variable for one that is not set', () => {
    process.env.FEDOTEL_TEST_VARIABLE = '';
    assert.equal(environment('FEDOTEL_TEST_VARIABLE'), undefined);
    process.env.FEDOTEL_TEST_VARIABLE = 'x';
    assert.equal(environment('FEDOTEL_TEST_VARIABLE'), 'x');
    delete process.env.FEDOTEL_TEST_VARIABLE;
  });
});
