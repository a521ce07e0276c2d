import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SequencedEvent } from '../../../exporters/bridge/index.js';
import { readJournalFile } from '../../../exporters/journal/index.js';
import type { MlflowMetric } from '../../../exporters/mlflow/api/index.js';
import { metricOf } from '../../../exporters/mlflow/sink/point-sender.js';
import { RunFold } from '../../../exporters/mlflow/sink/run-fold.js';
import { writeLongRun } from '../long-run.js';

/** A run with full updates: its journal, and the points that MLflow is to have of it. */
export interface BenchRun {
  readonly journal: string;
  readonly events: readonly SequencedEvent[];
  /** In the order of the journal, each client with keys of its own. */
  readonly points: readonly MlflowMetric[];
}

/** @param journal path that the journal is written to; its folder is made */
export async function createBenchRun(journal: string, rounds: number, clients: number): Promise<BenchRun> {
  await mkdir(dirname(journal), { recursive: true });
  await writeLongRun(journal, rounds, clients);
  const fold = new RunFold('keys');
  const events: SequencedEvent[] = [];
  const points: MlflowMetric[] = [];
  for await (const entry of readJournalFile(journal)) {
    events.push(entry);
    fold.apply(entry.event, (point) => points.push(metricOf(point)));
  }
  return { journal, events, points };
}
