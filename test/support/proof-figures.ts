import { appendFileSync } from 'node:fs';
import type { ProofFigures, RecordedProof } from '../../docs/generate/proof-figures.js';

/**
 * Keeps what a test has seen as a line of JSON in the file that `FEDOTEL_PROOFS_FILE` names; without that nothing is kept.
 * To be called as the last thing in a test, so that only what has passed is recorded. `docs/generate/reliability.ts` puts
 * the lines into `docs/reliability.md`.
 *
 * @param test what the page calls the proof: the test's title
 * @param form tells this one from others of the same title
 */
export function recordProof(test: { readonly title: string } | undefined, figures: ProofFigures, form?: string): void {
  const file = process.env.FEDOTEL_PROOFS_FILE;
  if (file === undefined || file === '' || test === undefined) return;
  const line: RecordedProof = { proof: test.title, ...(form === undefined ? {} : { form }), figures };
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}

/** Bytes as whole megabytes, for a figure. */
export function megabytesOf(bytes: number): number {
  return Math.round(bytes / 1e6);
}
