import { writeFile } from 'node:fs/promises';
import type { SequencedEvent } from '../../../exporters/bridge/index.js';
import type { ClientRecord, JournalEvent } from '../../../exporters/journal/events.js';
import { encodeLine } from '../../../exporters/journal/index.js';
import { createRunContent } from '../../../exporters/wandb/content/index.js';
import type { HistoryOutput, WandbOutput } from '../../../exporters/wandb/types.js';
import { createRandom } from '../../../test/support/random.js';

/** Keys of each row: the round, and a client's fields. */
export const KEYS = 15;

/** A run of equal rows: as a journal, and as what W&B is to have. */
export interface BenchRows {
  readonly journal: string;
  readonly events: readonly SequencedEvent[];
  readonly outputs: readonly WandbOutput[];
  /** Path of the rows as JSON, for W&B's own client. */
  readonly file: string;
}

const START = Date.UTC(2026, 0, 1);

/**
 * @param path of the files without ending
 * @param clients an update is a row: with one client all rows have the same keys
 */
export async function createBenchRows(path: string, count: number, clients = 1): Promise<BenchRows> {
  const random = createRandom(7);
  const time = (row: number) => new Date(START + row * 37).toISOString();
  const update = (row: number): JournalEvent => ({
    ...{ event_type: 'client_update', run_id: 'bench', round: Math.floor(row / clients), timestamp: time(row) },
    clients: [recordOf(random, row % clients)],
  });
  const events: JournalEvent[] = [
    { event_type: 'init', run_id: 'bench', format: 1, timestamp: time(0), started_at: time(0), job: 'bench' },
    ...Array.from({ length: count }, (_, row) => update(row)),
    { event_type: 'finished', run_id: 'bench', timestamp: time(count) },
  ];
  const journal = `${path}.jsonl`;
  const lines = events.map((event) => `${encodeLine(event)}\n`);
  await writeFile(journal, lines.join(''));
  const outputs: WandbOutput[] = [];
  const choices = { group: undefined, jobType: undefined, tags: [], displayName: undefined, notes: undefined };
  const content = createRunContent({ perClient: 'keys', choices, take: (output) => outputs.push(output) });
  for (const event of events) content.apply(event);
  content.finish({ exitCode: 0, complete: true, timeMillis: START + count * 37 });
  const rows = outputs.filter((output): output is HistoryOutput => output.kind === 'history');
  await writeFile(`${path}.json`, JSON.stringify(rows.map(({ values }) => Object.fromEntries(values))));
  let sequence = 0;
  const sequenced = events.map((event, index) => {
    sequence += Buffer.byteLength(lines[index] ?? '');
    return { event, sequence };
  });
  return { journal, events: sequenced, outputs, file: `${path}.json` };
}

function recordOf(random: () => number, client: number): ClientRecord {
  const fields = Array.from({ length: KEYS - 1 }, (_, index) => [`metric_${index}`, random()] as const);
  return { client_id: `client-${client}`, ...Object.fromEntries(fields) };
}
