import assert from 'node:assert/strict';
import { metricErrorType, metricOperation, metricResult } from '../../../lib/instruments/enums.js';
import { dropoutType, errorType, errorTypeUnder } from '../../../lib/run/failure.js';

describe('failures', () => {
  for (const [reason, type] of [
    ['timeout', 'timeout'],
    ['timed out after 30 s', 'timeout'],
    ['Deadline exceeded', 'timeout'],
    ['battery_low', 'battery'],
    ['update rejected: norm too large', 'rejected'],
    ['process crashed', 'crash'],
    ['killed by the OOM killer', 'crash'],
    ['ECONNRESET', 'disconnected'],
    ['lost network', 'disconnected'],
    ['moved to another city', '_OTHER'],
    [undefined, '_OTHER'],
  ] as const) {
    it(`of clients are classed: ${reason}`, () => {
      assert.equal(dropoutType(reason), type);
    });
  }

  it('of code have the name or code of the error, or a short text', () => {
    assert.equal(errorType(new RangeError('x')), 'RangeError');
    assert.equal(errorType(Object.assign(new Error('x'), { code: 'ECONNREFUSED' })), 'ECONNREFUSED');
    assert.equal(errorType(Object.assign(new Error('x'), { name: '' })), '_OTHER');
    assert.equal(errorType('quorum'), 'quorum');
    for (const nothing of ['', 'x'.repeat(101), 'patient 7 is missing', undefined, {}, 5]) {
      assert.equal(errorType(nothing), '_OTHER');
    }
  });

  it('are sentences nowhere, however they were dressed up', () => {
    const named = Object.assign(new Error('x'), { name: 'patient list of ward 9' });
    assert.equal(errorType(named), '_OTHER');
    assert.equal(errorType(Object.assign(new Error('x'), { code: 'ward 9' })), '_OTHER');
  });

  it('are known kinds only where a word may name a client', () => {
    const under = (error: unknown) => errorTypeUnder({ errorKindsOnly: true }, error);
    const known = ['RangeError', 'ValueError', 'KeyException', 'ECONNREFUSED', 'ERR_INVALID_URL', 'timeout', 'Error'];
    assert.deepEqual(known.map(under), known);
    assert.equal(under(new TypeError('x')), 'TypeError');
    assert.deepEqual(['hospital-7', 'Anna', 'quorum', 'E7'].map(under), Array(4).fill('_OTHER'));
    assert.equal(errorTypeUnder({ errorKindsOnly: false }, 'quorum'), 'quorum');
  });

  it('and operations on metrics are closed sets', () => {
    assert.deepEqual(['train', 'evaluate', 'client-17 special'].map(metricOperation), ['train', 'evaluate', '_OTHER']);
    assert.deepEqual(['late', 'whatever'].map(metricResult), ['late', '_OTHER']);
    assert.deepEqual(['TypeError', 'straggler', 'MyError42'].map(metricErrorType), [
      'TypeError',
      'straggler',
      '_OTHER',
    ]);
  });
});
