import type { SequencedEvent } from '../../../exporters/bridge/index.js';
import { readJournalFile } from '../../../exporters/journal/index.js';
import { createProjection, type ProjectionOutput } from '../../../exporters/projection/index.js';
import { tagOf } from '../../../exporters/tensorboard/names/tags.js';
import { writeLongRun } from '../long-run.js';

/** A number with everything that TensorBoard has of it. */
export type Point = readonly [folder: string, tag: string, step: number, seconds: number, value: number];

/** A run with full updates: its journal, and the points that its event files are to have. */
export interface BenchRun {
  readonly journal: string;
  readonly events: readonly SequencedEvent[];
  readonly points: readonly Point[];
}

/** @param journal path that the journal is written to */
export async function createBenchRun(journal: string, rounds: number, clients: number): Promise<BenchRun> {
  await writeLongRun(journal, rounds, clients);
  const projection = createProjection({ perClient: 'keys' });
  const events: SequencedEvent[] = [];
  const outputs: ProjectionOutput[] = [];
  for await (const entry of readJournalFile(journal)) {
    events.push(entry);
    projection.apply(entry.event, outputs);
  }
  const points = outputs.flatMap((output) => {
    if (output.kind !== 'row') return [];
    return output.points.map(({ key, value }): Point => {
      return [key.client ?? '.', tagOf(key), output.step, output.timeMillis / 1000, Number(value)];
    });
  });
  return { journal, events, points };
}
