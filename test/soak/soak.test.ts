import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { recordProof } from '../support/proof-figures.js';
import { soak } from './soak.js';
import { type Sample, trendOf } from './trend.js';

const SECONDS = Number(process.env.FEDOTEL_SOAK_SECONDS ?? 6);

const flat = (length: number): Sample[] =>
  Array.from({ length }, (_, number) => ({ rss: 200e6 + (number % 3) * 20e6, descriptors: 40 + (number % 5) }));

describe('a trend', () => {
  it('is none where use goes up and down, or rises at the start only', () => {
    assert.deepEqual(trendOf(flat(40)).growing, []);
    const starting = flat(40).map((sample, number) => (number < 8 ? { rss: 50e6, descriptors: 20 } : sample));
    assert.deepEqual(trendOf(starting).growing, []);
  });

  it('is said of memory and of descriptors', () => {
    const leaking = flat(40).map(({ rss }, number) => ({ rss: rss + number * 10e6, descriptors: 40 + number * 2 }));
    assert.match(trendOf(leaking).growing.join(), /memory: 4\d\d MB, then 6\d\d MB,descriptors: 78, then 118/);
  });

  it('needs samples', () => {
    assert.throws(() => trendOf(flat(7)), RangeError);
  });
});

describe(`a bridge under load for ${SECONDS} s`, function () {
  this.timeout(60_000 + SECONDS * 4000);

  // What grows takes longer to be seen: `npm run soak`.
  it('takes run after run, loses nothing, and gives descriptors back', async function () {
    if (!existsSync('/proc/self/status')) this.skip();
    const { samples, runs, updates } = await soak({ seconds: SECONDS, shape: [20, 100, 100], sampleSeconds: 0.5 });
    assert.ok(runs > 0 && updates === runs * 2_000, `${runs} runs, ${updates} updates`);
    const most = Math.max(...samples.map(({ descriptors }) => descriptors));
    assert.ok(most < 400, `${most} descriptors`);
    recordProof(this.test, { seconds: SECONDS, runs, updates, 'descriptors at most': most });
  });
});
