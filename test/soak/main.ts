/** An hour's load in ten minutes: `npm run soak -- --seconds 600`. Ends with 1 when memory or descriptors grow. */
import { readTool } from '../../semconv/generator/tool-options.js';
import { megabytesOf, recordProof } from '../support/proof-figures.js';
import { soak } from './soak.js';
import { megabytes, trendOf } from './trend.js';

const { values } = readTool({
  usage: 'npm run soak -- [options]',
  options: { seconds: { type: 'number', default: 600, minimum: 1, help: 'time the load lasts' } },
});
const { seconds } = values;
const { samples, runs, updates } = await soak({
  seconds,
  shape: [200, 200, 1_000],
  sampleSeconds: 1,
  progress({ rss, descriptors }, done) {
    if (process.stderr.isTTY) process.stderr.write(`\r${done} runs, ${megabytes(rss)}, ${descriptors} descriptors  `);
  },
});
const { rss, descriptors, growing } = trendOf(samples);
console.log(`${seconds} s, ${runs} runs, ${updates} updates`);
console.log(`memory at most ${megabytes(rss.before)} in the second quarter, ${megabytes(rss.after)} in the last`);
console.log(`descriptors at most ${descriptors.before} in the second quarter, ${descriptors.after} in the last`);
for (const what of growing) console.error(`grows: ${what}`);
process.exitCode = growing.length > 0 ? 1 : 0;
if (growing.length === 0) {
  recordProof(
    { title: 'takes run after run, loses nothing, and gives descriptors back' },
    {
      seconds,
      runs,
      updates,
      'MB of memory at most in the second quarter': megabytesOf(rss.before),
      'MB in the last': megabytesOf(rss.after),
      'descriptors at most in the second quarter': descriptors.before,
      'in the last': descriptors.after,
    },
  );
}
