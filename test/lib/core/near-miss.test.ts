import assert from 'node:assert/strict';
import { nearMiss } from '../../../lib/core/near-miss.js';
import { meantKey } from '../../../lib/update/field-table.js';

const NAMES = [
  ['loss', 'loss'],
  ['gradientNorm', 'gradientNorm'],
  ['num_samples', 'samples'],
] as const;

describe('near misses', () => {
  it('finds names that differ in case, separators or a letter or two', () => {
    assert.equal(nearMiss('gradient_norm', NAMES), 'gradientNorm');
    assert.equal(nearMiss('GRADIENTNORM', NAMES), 'gradientNorm');
    assert.equal(nearMiss('gradeintNorm', NAMES), 'gradientNorm');
    assert.equal(nearMiss('los', NAMES), 'loss');
    assert.equal(nearMiss('numSamples', NAMES), 'samples');
  });

  it('does not guess', () => {
    for (const key of ['device', 'x', '', 'learningRate', 'a'.repeat(1000)]) {
      assert.equal(nearMiss(key, NAMES), undefined);
    }
  });

  it('knows the fields of a client update by the names of journals too', () => {
    assert.equal(meantKey('local_loss'), 'loss');
    assert.equal(meantKey('train_time_sec'), 'trainDuration');
    assert.equal(meantKey('clientId'), 'client');
    assert.equal(meantKey('favouriteColour'), undefined);
  });
});
