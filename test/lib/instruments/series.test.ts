import assert from 'node:assert/strict';
import { ClientSeries } from '../../../lib/instruments/series.js';

const JOB = { 'fl.job.name': 'digits' };

describe('client series', () => {
  it('are one object each', () => {
    const series = new ClientSeries(JOB);
    assert.equal(series.updates('train', 'accepted'), series.updates('train', 'accepted'));
    assert.equal(series.tasks('train', undefined), series.tasks('train', undefined));
    assert.notEqual(series.updates('train', 'accepted'), series.updates('train', 'late'));
    assert.notEqual(series.tasks('train', 'timeout'), series.tasks('train', undefined));
  });

  it('are as few as the values that a metric may have', () => {
    const series = new ClientSeries(JOB);
    assert.equal(series.updates('a word', 'accepted'), series.updates('another', 'accepted'));
    assert.equal(series.tasks('train', 'SomeError'), series.tasks('train', 'OtherError'));
  });

  it('say the job, and what they are about', () => {
    const series = new ClientSeries(JOB);
    assert.deepEqual(series.updateSize.attributes, JOB);
    assert.deepEqual(series.received.attributes, { ...JOB, 'network.io.direction': 'receive' });
    assert.deepEqual(series.transmitted.attributes, { ...JOB, 'network.io.direction': 'transmit' });
    assert.deepEqual(series.updates('train', 'late').attributes, {
      ...JOB,
      'fl.operation.name': 'train',
      'fl.update.result': 'late',
    });
    assert.deepEqual(series.tasks('evaluate', 'timeout').attributes, {
      ...JOB,
      'fl.operation.name': 'evaluate',
      'error.type': 'timeout',
    });
    assert.deepEqual(series.tasks('evaluate', undefined).attributes, { ...JOB, 'fl.operation.name': 'evaluate' });
  });
});
