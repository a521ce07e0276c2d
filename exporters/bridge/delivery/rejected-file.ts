import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunReference, SequencedEvent } from '../sink.js';

/**
 * Adds a line about a batch that a sink refused for ever to `rejected.jsonl`; the events themselves are in the journal.
 *
 * @param stateDir folder of the sink
 * @returns path of the file
 */
export async function noteRejected(
  stateDir: string,
  run: RunReference,
  batch: readonly SequencedEvent[],
  reason: string,
): Promise<string> {
  const path = join(stateDir, 'rejected.jsonl');
  const [first, last] = [batch[0]?.sequence, batch.at(-1)?.sequence];
  const line = JSON.stringify({ run_id: run.runId, first, last, events: batch.length, reason });
  await appendFile(path, `${line}\n`).catch(() => undefined);
  return path;
}
