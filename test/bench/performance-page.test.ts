import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { benchmarks } from '../../bench/benchmarks.js';
import { timesCheaper } from '../../bench/harness.js';
import { withFigures } from '../../bench/performance-page.js';

const BEGIN = '<!-- figures: written by npm run bench -- --write -->';
const END = '<!-- end of figures -->';
const PAGE = [
  'Before.',
  BEGIN,
  '| `wayOut.old` | 3 × | – | a figure that is measured no more |',
  '| `call.ratio` | 72 × | ≥ 20, met | a call |',
  END,
  'After, with `call.ratio`.',
].join('\n\n');

describe('the page of figures', () => {
  it('has new figures in the place of those of the same benchmark, and those of others as they were', () => {
    const page = withFigures({
      page: PAGE,
      figures: { 'wayOut.ratio': timesCheaper(1, 4, 'out', 5), 'wayOut.micros': { value: 2, unit: 'µs', what: 'one' } },
      names: ['call', 'way-out'],
      machine: 'A machine',
    });
    assert.equal(
      page,
      [
        'Before.',
        BEGIN,
        '## Goals',
        '| figure | value | goal | what |\n| --- | --- | --- | --- |\n' +
          '| `call.ratio` | 72 × | ≥ 20, met | a call |\n| `wayOut.ratio` | 4 × | ≥ 5, not met | out |',
        '## Figures that have no goal',
        '| figure | value | goal | what |\n| --- | --- | --- | --- |\n| `wayOut.micros` | 2 µs | – | one |',
        'A machine',
        END,
        'After, with `call.ratio`.',
      ].join('\n\n'),
    );
  });

  it('stays as it is when the same is measured again', () => {
    const options = {
      figures: { 'call.ratio': timesCheaper(1, 30, 'a call', 20) },
      names: ['call', 'way-out'],
      machine: 'A machine',
    };
    const page = withFigures({ page: PAGE, ...options });
    assert.equal(withFigures({ page, ...options }), page);
  });

  it('is refused without a place for figures', () => {
    assert.throws(() => withFigures({ page: 'Nothing.', figures: {}, names: [], machine: '' }), /expected the lines/);
  });

  it('of the repository has figures of every benchmark, and none of another', () => {
    const page = readFileSync('docs/performance.md', 'utf8');
    const shown = new Set([...page.matchAll(/^\| `(\w+)\.[\w.]+` \|/gm)].map(([, name]) => name));
    const known = benchmarks.map(({ name }) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()));
    assert.deepEqual([...shown].sort(), known.sort());
  });
});
