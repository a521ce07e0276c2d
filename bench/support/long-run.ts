import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { encodeLine } from '../../exporters/journal/codec/encode.js';
import type { JournalEvent } from '../../exporters/journal/events.js';
import { clientFields } from '../../semconv/index.js';
import { fullUpdate } from './updates.js';

const START = Date.UTC(2026, 2, 2, 9);
const ROUND_SECONDS = 60;

/** Writes the journal of a run with full updates and spans, as a bridge would have it. @returns its size in bytes */
export async function writeLongRun(path: string, rounds: number, clients: number): Promise<number> {
  const file = createWriteStream(path);
  for (let round = 0; round < rounds; round++) {
    for (const event of roundOf(round, clients)) file.write(`${encodeLine(event)}\n`);
  }
  file.end(`${encodeLine({ event_type: 'finished', run_id: 'run-1', timestamp: at(rounds * ROUND_SECONDS) })}\n`);
  await once(file, 'finish');
  return file.bytesWritten;
}

function* roundOf(round: number, clients: number): Generator<JournalEvent> {
  const start = round * ROUND_SECONDS;
  const run = { run_id: 'run-1', attempt: START };
  if (round === 0) yield { ...run, event_type: 'init', format: 1, job: 'bench', started_at: at(0), timestamp: at(0) };
  yield { ...run, event_type: 'round_start', round, num_selected: clients, timestamp: at(start) };
  for (let client = 0; client < clients; client++) {
    const { client: id, round: _, ...numbers } = fullUpdate(round, client);
    const end = start + 5 + (client % 50);
    const fields = clientFields.map(({ field, journal }) => [journal, (numbers as Record<string, unknown>)[field]]);
    const span = { client_id: id, operation: 'train', start: at(start + 1), end: at(end), side: 'server' } as const;
    yield { ...run, event_type: 'task', kind: 'task', phase: 'ended', round, ...span, span_id: spanId(round, client) };
    const record = {
      client_id: id,
      round,
      status: 'active',
      lat: client % 80,
      lng: -client,
      ...Object.fromEntries(fields),
    };
    yield { ...run, event_type: 'client_update', round, clients: [record], field_count: 16, timestamp: at(end) };
  }
  const round_metrics = { global_accuracy: 1 - 1 / (round + 2), global_loss: 2 / (round + 1), num_completed: clients };
  yield { ...run, event_type: 'round_end', round, round_metrics, timestamp: at(start + ROUND_SECONDS - 1) };
}

function at(seconds: number): string {
  return new Date(START + seconds * 1000).toISOString();
}

function spanId(round: number, client: number): string {
  return (round * 1e6 + client).toString(16).padStart(16, '0');
}
