/** A small multilayer perceptron (784 inputs, 32 hidden units, 10 classes) in plain TypeScript, and FedAvg. */

import { CLASSES, type Digits, PIXELS } from './data.js';
import { createRandom, type Random } from './random.js';

const HIDDEN = 32;

/** Where each layer starts in the flat weights: W1 (pixels × hidden), b1, W2 (classes × hidden), b2. */
const B1 = HIDDEN * PIXELS;
const W2 = B1 + HIDDEN;
const B2 = W2 + CLASSES * HIDDEN;

/** Number of parameters: 25,450. */
export const PARAMETERS = B2 + CLASSES;

/** All parameters in one flat array of length `PARAMETERS`: easy to average, easy to send. */
export type Weights = Float32Array;

/** Fresh weights, scaled for ReLU (He et al. 2015): normal with variance 2 / inputs. */
export function initialWeights(seed: number): Weights {
  const random = createRandom(seed);
  const weights = new Float32Array(PARAMETERS);
  for (let i = 0; i < B1; i++) weights[i] = random.normal() * Math.sqrt(2 / PIXELS);
  for (let i = W2; i < B2; i++) weights[i] = random.normal() * Math.sqrt(2 / HIDDEN);
  return weights;
}

/** How well weights do on some digits. */
export interface Score {
  /** Mean cross-entropy. */
  loss: number;
  /** Share of digits recognised, 0..1. */
  accuracy: number;
}

/** Scores weights on all of `digits`. */
export function evaluate(weights: Weights, digits: Digits): Score {
  const pass = createPass();
  let loss = 0;
  let correct = 0;
  for (let image = 0; image < digits.labels.length; image++) {
    const result = forward(weights, digits, image, pass);
    loss += result.loss;
    correct += result.correct ? 1 : 0;
  }
  return { loss: loss / digits.labels.length, accuracy: correct / digits.labels.length };
}

/** Options of `trainLocally`. */
export interface TrainOptions {
  /** Mini-batches to train on. The same for every client: the amount of work does not depend on the amount of data. */
  steps: number;
  /** Images per mini-batch. */
  batchSize: number;
  /** Step size of plain gradient descent. */
  learningRate: number;
  /** Chooses the images of each batch. */
  random: Random;
  /** Told the mean loss of each mini-batch, with its number from 0. */
  onBatch?: (loss: number, batch: number) => void;
}

/** What one client's training gave. */
export interface Trained extends Score {
  /** The client's new weights; the ones it started from stay as they were. */
  weights: Weights;
  /** Euclidean length of the whole change, new weights minus old. */
  gradientNorm: number;
}

/** Trains from `start` on one client's digits by mini-batch gradient descent. */
export function trainLocally(start: Weights, digits: Digits, options: TrainOptions): Trained {
  const weights = start.slice();
  const gradient = new Float32Array(PARAMETERS);
  const pass = createPass();
  let loss = 0;
  let correct = 0;
  for (let step = 0; step < options.steps; step++) {
    gradient.fill(0);
    const before = loss;
    for (let i = 0; i < options.batchSize; i++) {
      const image = options.random.below(digits.labels.length);
      const result = forward(weights, digits, image, pass);
      loss += result.loss;
      correct += result.correct ? 1 : 0;
      backward(weights, digits, image, pass, gradient);
    }
    const rate = options.learningRate / options.batchSize;
    for (let i = 0; i < PARAMETERS; i++) weights[i] = at(weights, i) - rate * at(gradient, i);
    options.onBatch?.((loss - before) / options.batchSize, step);
  }
  const seen = options.steps * options.batchSize;
  return { weights, loss: loss / seen, accuracy: correct / seen, gradientNorm: distance(weights, start) };
}

/** Federated averaging (McMahan et al. 2017): the mean of the clients' weights, each counted by its number of samples. */
export function fedAvg(updates: readonly { weights: Weights; samples: number }[]): Weights {
  const total = updates.reduce((sum, update) => sum + update.samples, 0);
  if (total === 0) throw new RangeError('fedAvg: expected updates with samples, got none');
  const average = new Float32Array(PARAMETERS);
  for (const { weights, samples } of updates) {
    for (let i = 0; i < PARAMETERS; i++) average[i] = at(average, i) + (samples / total) * at(weights, i);
  }
  return average;
}

/** What the forward pass leaves for the backward pass: hidden activations and class probabilities. */
interface Pass {
  hidden: Float32Array;
  probabilities: Float32Array;
}

function createPass(): Pass {
  return { hidden: new Float32Array(HIDDEN), probabilities: new Float32Array(CLASSES) };
}

/** Inputs → ReLU → softmax, into `pass`. */
function forward(weights: Weights, digits: Digits, image: number, pass: Pass): { loss: number; correct: boolean } {
  const { hidden, probabilities } = pass;
  for (let h = 0; h < HIDDEN; h++) hidden[h] = at(weights, B1 + h);
  for (let p = 0; p < PIXELS; p++) {
    const pixel = at(digits.pixels, image * PIXELS + p);
    if (pixel === 0) continue; // four pixels of five are white: skipping them makes the demo four times as fast
    for (let h = 0; h < HIDDEN; h++) hidden[h] = at(hidden, h) + pixel * at(weights, p * HIDDEN + h);
  }
  for (let h = 0; h < HIDDEN; h++) hidden[h] = Math.max(0, at(hidden, h));
  let best = 0;
  for (let c = 0; c < CLASSES; c++) {
    let sum = at(weights, B2 + c);
    for (let h = 0; h < HIDDEN; h++) sum += at(weights, W2 + c * HIDDEN + h) * at(hidden, h);
    probabilities[c] = sum;
    if (sum > at(probabilities, best)) best = c;
  }
  const highest = at(probabilities, best); // subtracted first, so that exp() cannot overflow
  let total = 0;
  for (let c = 0; c < CLASSES; c++) {
    const power = Math.exp(at(probabilities, c) - highest);
    probabilities[c] = power;
    total += power;
  }
  for (let c = 0; c < CLASSES; c++) probabilities[c] = at(probabilities, c) / total;
  const label = digits.labels[image] ?? 0;
  return { loss: -Math.log(Math.max(at(probabilities, label), 1e-12)), correct: best === label };
}

/** Adds one image's gradient to `gradient`; `pass` comes from `forward` on the same image. */
function backward(weights: Weights, digits: Digits, image: number, pass: Pass, gradient: Float32Array): void {
  const { hidden, probabilities } = pass;
  const label = digits.labels[image] ?? 0;
  const toHidden = new Float32Array(HIDDEN);
  for (let c = 0; c < CLASSES; c++) {
    const error = at(probabilities, c) - (c === label ? 1 : 0); // softmax with cross-entropy: p − y
    gradient[B2 + c] = at(gradient, B2 + c) + error;
    for (let h = 0; h < HIDDEN; h++) {
      const w = W2 + c * HIDDEN + h;
      gradient[w] = at(gradient, w) + error * at(hidden, h);
      toHidden[h] = at(toHidden, h) + error * at(weights, w);
    }
  }
  for (let h = 0; h < HIDDEN; h++) {
    if (at(hidden, h) === 0) toHidden[h] = 0; // ReLU passes nothing back where it was off
    gradient[B1 + h] = at(gradient, B1 + h) + at(toHidden, h);
  }
  for (let p = 0; p < PIXELS; p++) {
    const pixel = at(digits.pixels, image * PIXELS + p);
    if (pixel === 0) continue;
    for (let h = 0; h < HIDDEN; h++) {
      const w = p * HIDDEN + h;
      gradient[w] = at(gradient, w) + pixel * at(toHidden, h);
    }
  }
}

function distance(a: Weights, b: Weights): number {
  let sum = 0;
  for (let i = 0; i < PARAMETERS; i++) sum += (at(a, i) - at(b, i)) ** 2;
  return Math.sqrt(sum);
}

/** Reads one number. Indexes here are always inside; `?? 0` only tells the type checker so. */
function at(numbers: Float32Array, index: number): number {
  return numbers[index] ?? 0;
}
