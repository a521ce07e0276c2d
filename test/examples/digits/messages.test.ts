import assert from 'node:assert/strict';

import { decode, encode, type TrainMessage } from '../../../examples/digits/messages.js';
import { initialWeights } from '../../../examples/digits/model.js';

const message: TrainMessage = {
  round: 3,
  deadlineSeconds: 1.5,
  weights: initialWeights(1),
  trace: { fedotel: '{"run":"r"}', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
};

describe('digits: messages', () => {
  it('carry everything, weights to the bit', () => {
    assert.deepEqual(decode<TrainMessage>(encode(message)), message);
  });

  it('are one line each', () => {
    assert.ok(!encode(message).includes('\n'));
  });

  it('keep weights that are a part of a larger buffer', () => {
    const larger = new Float32Array(message.weights.length + 3);
    larger.set(message.weights, 3);
    assert.deepEqual(decode<TrainMessage>(encode({ ...message, weights: larger.subarray(3) })), message);
  });

  it('are refused with weights of another model, without a round, or torn', () => {
    const expected = /message: expected a round and 25450 weights/;
    assert.throws(() => decode(encode({ ...message, weights: new Float32Array(10) })), expected);
    assert.throws(() => decode(encode({ ...message, round: 1.5 })), expected);
    assert.throws(() => decode('{"round":1}'), expected);
    assert.throws(() => decode('null'), TypeError);
    assert.throws(() => decode(encode(message).slice(0, -10)), SyntaxError);
  });
});
