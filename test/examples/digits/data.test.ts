import assert from 'node:assert/strict';

import { CLASSES, type Digits, loadDigits, PIXELS, pick, splitDigits } from '../../../examples/digits/data.js';

describe('digits: data', () => {
  let digits: Digits;

  before(async () => {
    digits = await loadDigits();
  });

  it('has 10,000 digits of all classes with pixels from 0 to 1', () => {
    assert.equal(digits.labels.length, 10_000);
    assert.equal(digits.pixels.length, 10_000 * PIXELS);
    for (let digit = 0; digit < CLASSES; digit++) {
      const count = digits.labels.filter((label) => label === digit).length;
      assert.ok(count > 800 && count < 1200, `${count} images of ${digit}`);
    }
    assert.ok(digits.pixels.every((pixel) => pixel >= 0 && pixel <= 1));
    assert.ok(digits.pixels.some((pixel) => pixel > 0.9));
  });

  it('picks images with their labels', () => {
    const indexes = [9999, 0, 5000];
    const picked = pick(digits, indexes);
    assert.equal(picked.pixels.length, 3 * PIXELS);
    indexes.forEach((from, to) => {
      assert.equal(picked.labels[to], digits.labels[from]);
      assert.deepEqual(
        picked.pixels.slice(to * PIXELS, (to + 1) * PIXELS),
        digits.pixels.slice(from * PIXELS, (from + 1) * PIXELS),
      );
    });
  });
});

describe('digits: split', () => {
  const labels = Uint8Array.from({ length: 5000 }, (_, index) => index % CLASSES);
  const options = { clients: 10, heldOut: 1000, alpha: 0.3, minimum: 50, seed: 7 };

  it('gives every image to exactly one client or to the held-out set', () => {
    const split = splitDigits(labels, options);
    const all = [...split.heldOut, ...split.clients.flat()];
    assert.equal(split.heldOut.length, 1000);
    assert.equal(split.clients.length, 10);
    assert.deepEqual(
      all.sort((a, b) => a - b),
      [...labels.keys()],
    );
  });

  it('is the same for the same seed, and another for another', () => {
    assert.deepEqual(splitDigits(labels, options), splitDigits(labels, options));
    assert.notDeepEqual(splitDigits(labels, options), splitDigits(labels, { ...options, seed: 8 }));
  });

  it('keeps the minimum for every client, for many seeds', () => {
    for (let seed = 0; seed < 20; seed++) {
      const sizes = splitDigits(labels, { ...options, seed }).clients.map((share) => share.length);
      assert.ok(Math.min(...sizes) >= 50, `seed ${seed}: ${sizes}`);
    }
  });

  it('is uneven for a small alpha and even for a large one', () => {
    const largestShare = (alpha: number) => {
      const { clients } = splitDigits(labels, { ...options, alpha });
      const shares = clients.map((share) => {
        const perDigit = Array.from({ length: CLASSES }, (_, digit) => share.filter((i) => labels[i] === digit).length);
        return Math.max(...perDigit) / share.length;
      });
      return shares.reduce((sum, share) => sum + share, 0) / shares.length;
    };
    assert.ok(largestShare(0.3) > 0.3, `mean share of a client's main digit ${largestShare(0.3)}`);
    assert.ok(largestShare(1000) < 0.15, `mean share of a client's main digit ${largestShare(1000)}`);
  });

  it('refuses a federation for which there are too few images', () => {
    const split = () => splitDigits(labels, { ...options, clients: 100 });
    assert.throws(split, /clients: expected at most 80 for 5000 images, got 100/);
  });
});
