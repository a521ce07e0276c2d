import assert from 'node:assert/strict';

import { type Digits, loadDigits, PIXELS, pick, splitDigits } from '../../../examples/digits/data.js';
import {
  evaluate,
  fedAvg,
  initialWeights,
  PARAMETERS,
  trainLocally,
  type Weights,
} from '../../../examples/digits/model.js';
import { createRandom } from '../../../examples/digits/random.js';

/** Where the second layer's part begins: biases of the first layer, weights and biases of the second. */
const AFTER_FIRST_LAYER = PIXELS * 32;

/** Images of noise, a fifth of the pixels inked as in real digits, one for each label. */
function noise(labels: readonly number[]): Digits {
  const random = createRandom(11);
  const ink = () => (random.uniform() < 0.2 ? random.uniform() : 0);
  return { pixels: Float32Array.from({ length: labels.length * PIXELS }, ink), labels: Uint8Array.from(labels) };
}

/** Slope of the loss along one weight, by central difference. */
function slope(weights: Weights, digits: Digits, index: number): number {
  const step = 0.001;
  const lossAt = (offset: number) => {
    const moved = weights.slice();
    moved[index] = (moved[index] ?? 0) + offset;
    return evaluate(moved, digits).loss;
  };
  return (lossAt(step) - lossAt(-step)) / (2 * step);
}

/** The gradient of the loss of one image: what one step of training at rate 1 takes away. */
function gradientOf(weights: Weights, digits: Digits): Float32Array {
  const options = { steps: 1, batchSize: 1, learningRate: 1, random: createRandom(0) };
  const trained = trainLocally(weights, digits, options);
  return weights.map((weight, index) => weight - (trained.weights[index] ?? Number.NaN));
}

function weightsOf(value: number): Weights {
  return new Float32Array(PARAMETERS).fill(value);
}

describe('digits: model', () => {
  it('has 784 · 32 + 32 + 32 · 10 + 10 parameters', () => {
    assert.equal(PARAMETERS, 25_450);
    assert.equal(initialWeights(1).length, PARAMETERS);
  });

  it('starts from weights that the seed decides, with biases of zero', () => {
    assert.deepEqual(initialWeights(1), initialWeights(1));
    assert.notDeepEqual(initialWeights(1), initialWeights(2));
    assert.ok(
      initialWeights(1)
        .subarray(AFTER_FIRST_LAYER, AFTER_FIRST_LAYER + 32)
        .every((bias) => bias === 0),
    );
  });

  it('has the gradient that finite differences give, in every layer', () => {
    const weights = initialWeights(1);
    for (const label of [0, 3, 9]) {
      const digits = noise([label]);
      const gradient = gradientOf(weights, digits);
      const random = createRandom(label);
      const indexes = [
        ...Array.from({ length: 200 }, () => random.below(AFTER_FIRST_LAYER)),
        ...Array.from({ length: PARAMETERS - AFTER_FIRST_LAYER }, (_, index) => AFTER_FIRST_LAYER + index),
      ];
      let large = 0;
      for (const index of indexes) {
        const expected = slope(weights, digits, index);
        const actual = gradient[index] ?? Number.NaN;
        const tolerance = 2e-3 + 0.02 * Math.abs(expected);
        assert.ok(Math.abs(actual - expected) < tolerance, `weight ${index}: gradient ${actual}, slope ${expected}`);
        large += Math.abs(expected) > 10 * tolerance ? 1 : 0;
      }
      assert.ok(large > 50, `only ${large} slopes were large enough to tell`);
    }
  });

  it('scores by mean cross-entropy: all-zero weights know nothing and lose ln 10 an image', () => {
    const { loss, accuracy } = evaluate(weightsOf(0), noise([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    assert.ok(Math.abs(loss - Math.log(10)) < 1e-6, `loss ${loss}`);
    assert.equal(accuracy, 0.1); // every image looks like class 0, and one is
  });

  it('learns what it is shown, from weights that stay as they were', () => {
    const digits = noise([4, 7, 1]);
    const start = initialWeights(3);
    const before = start.slice();
    const options = { steps: 40, batchSize: 4, learningRate: 0.1, random: createRandom(1) };
    const trained = trainLocally(start, digits, options);
    assert.deepEqual(start, before);
    assert.ok(evaluate(trained.weights, digits).loss < 0.2 * evaluate(start, digits).loss);
    assert.equal(evaluate(trained.weights, digits).accuracy, 1);
    assert.ok(trained.loss > 0 && trained.accuracy > 0 && trained.accuracy <= 1);
    const norm = Math.sqrt(trained.weights.reduce((sum, weight, i) => sum + (weight - (start[i] ?? 0)) ** 2, 0));
    assert.ok(Math.abs(trained.gradientNorm - norm) < 1e-6 * norm);
  });
});

describe('digits: FedAvg', () => {
  it('weighs clients by their samples', () => {
    const average = fedAvg([
      { weights: weightsOf(1), samples: 300 },
      { weights: weightsOf(5), samples: 100 },
    ]);
    assert.ok(average.every((weight) => Math.abs(weight - 2) < 1e-6));
  });

  it('returns the weights of a single client', () => {
    const weights = initialWeights(4);
    assert.deepEqual(fedAvg([{ weights, samples: 7 }]), weights);
  });

  it('refuses to average nothing', () => {
    assert.throws(() => fedAvg([]), /fedAvg: expected updates with samples, got none/);
  });

  it('converges on real digits, split unevenly', async () => {
    const digits = await loadDigits();
    const split = splitDigits(digits.labels, { clients: 4, heldOut: 1000, alpha: 0.3, minimum: 50, seed: 7 });
    const heldOut = pick(digits, split.heldOut);
    const clients = split.clients.map((indexes) => pick(digits, indexes));
    let weights = initialWeights(7);
    assert.ok(evaluate(weights, heldOut).accuracy < 0.3);
    for (let round = 1; round <= 4; round++) {
      weights = fedAvg(
        clients.map((own, client) => {
          const random = createRandom(100 * client + round);
          const trained = trainLocally(weights, own, { steps: 60, batchSize: 16, learningRate: 0.1, random });
          return { weights: trained.weights, samples: own.labels.length };
        }),
      );
    }
    const { accuracy } = evaluate(weights, heldOut);
    assert.ok(accuracy > 0.7, `accuracy ${accuracy}`);
  });
});
