/**
 * Puts what the proofs have seen into `docs/reliability.md`:
 *
 *   FEDOTEL_PROOFS_FILE=seen.jsonl npx mocha …
 *   node dist/docs/generate/reliability.js seen.jsonl
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { readTool } from '../../semconv/generator/tool-options.js';
import { type RecordedProof, withProofFigures } from './proof-figures.js';

const PAGE = 'docs/reliability.md';

const { words: files } = readTool({
  usage: 'node dist/docs/generate/reliability.js FILE…',
  options: {},
  words: 'FILE',
});
if (files.length === 0) {
  console.error('expected files that FEDOTEL_PROOFS_FILE has named, got none');
  process.exit(2);
}
const recorded = files
  .flatMap((file) => linesOf(file))
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as RecordedProof);
writeFileSync(PAGE, withProofFigures(readFileSync(PAGE, 'utf8'), recorded));
console.log(`${recorded.length} figures of ${new Set(recorded.map(({ proof }) => proof)).size} proofs are in ${PAGE}`);

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    console.error(`expected a file that can be read, got ${error instanceof Error ? error.message : String(error)}`);
    process.exit(2);
  }
}
