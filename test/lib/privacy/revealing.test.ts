import assert from 'node:assert/strict';
import { isRevealing } from '../../../lib/privacy/revealing.js';
import { clientFields } from '../../../semconv/index.js';

describe('names of values that secure aggregation hides', () => {
  for (const name of [
    'loss',
    'trainLoss',
    'val_loss',
    'acc',
    'val.acc',
    'accTop1',
    'top5_accuracy',
    'AUC',
    'F1',
    'grad_l2',
    'updateNorm',
    'mean_squared_error',
    'rmse',
    'perplexity',
    'crossEntropy',
  ]) {
    it(`are such as ${name}`, () => assert.equal(isRevealing(name), true));
  }

  for (const name of ['battery', 'accelerator', 'device', 'temperature', 'lr', 'forecast', 'f16', 'package', '']) {
    it(`are not such as ${JSON.stringify(name)}`, () => assert.equal(isRevealing(name), false));
  }

  it('are those of the private fields, however they are written', () => {
    for (const { field, name, private: hidden } of clientFields.filter((descriptor) => descriptor.private)) {
      assert.equal(hidden, true);
      assert.equal(isRevealing(field), true, field);
      assert.equal(isRevealing(name), true, name);
    }
  });
});
