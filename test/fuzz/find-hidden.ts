/** Looks for what breaks `hidden` of a module: `find-hidden.js FILE`. Prints what was found and how many steps led there. */
import { pathToFileURL } from 'node:url';
import { startCoverage } from './coverage.js';
import { fuzz } from './fuzz.js';

const probe = await startCoverage();
const { hidden } = (await import(pathToFileURL(process.argv[2] ?? '').href)) as { hidden: (input: Uint8Array) => void };
const { finding, kept } = await fuzz(
  { name: 'hidden', seeds: [Uint8Array.of(0, 0, 0, 0)], words: [], watched: /\/hidden\.mjs$/, run: hidden },
  { probe, seed: 1, seconds: 100 },
);
console.log(JSON.stringify({ found: [...(finding?.input ?? [])], error: String(finding?.error), steps: kept.length }));
