import { appendFileSync } from 'node:fs';

/** What a proof has seen, by what it is called in `docs/reliability.md`: numbers with thousands are grouped there. */
export type ProofFigures = Readonly<Record<string, number | string>>;

/** One line of the file that `FEDOTEL_PROOFS_FILE` names. */
export interface RecordedProof {
  /** Title of the test. */
  readonly proof: string;
  /** What tells this test from others made with the same title, such as where the bridge is. */
  readonly form?: string;
  readonly figures: ProofFigures;
}

/**
 * Keeps what a test has seen as a line of JSON in the file that `FEDOTEL_PROOFS_FILE` names; without that nothing is kept.
 * To be called as the last thing in a test, so that only what has passed is recorded. `docs/generate/figures.ts` puts the
 * lines into `docs/reliability.md`.
 */
export function recordProof(proof: string, figures: ProofFigures, form?: string): void {
  const file = process.env.FEDOTEL_PROOFS_FILE;
  if (file === undefined || file === '') return;
  const line: RecordedProof = { proof, ...(form === undefined ? {} : { form }), figures };
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}
