import assert from 'node:assert/strict';
import { metricErrorType, metricOperation, metricResult } from '../../../lib/instruments/enums.js';
import { dropoutType, errorType } from '../../../lib/run/failure.js';

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
    for (const nothing of ['', 'x'.repeat(101), undefined, {}, 5]) {
      assert.equal(errorType(nothing), '_OTHER');
    }
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
