import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JournalEvent } from '../../exporters/journal/events.js';
import { encodeLine } from '../../exporters/journal/index.js';
import { runCommand } from '../support/command.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { pythonPeer } from './python.js';

const MAIN = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
const DEMO = fileURLToPath(new URL('../../examples/digits/main.js', import.meta.url));
const READER = 'test/peers/python/tables_read.py';
/** More than one row group holds. */
const SCALARS = 20_000;

describe('pandas, pyarrow and DuckDB', () => {
  const folder = temporaryFolder('tables-peer');
  after(() => folder.remove());

  /** Exports a journal both ways and compares. @returns rows by table */
  async function compare(journal: string, stem: string): Promise<Readonly<Record<string, number>>> {
    const out = join(folder.path, `${stem}-tables`);
    await runCommand(process.execPath, [MAIN, 'export', journal, '--to', 'csv,parquet', '--out', out]);
    const { python } = await pythonPeer('tables');
    const { stdout } = await runCommand(python, [READER, journal, join(out, stem)]);
    return JSON.parse(stdout) as Record<string, number>;
  }

  it('read every table of HiveWatch’s run as its log has it', async () => {
    const counts = await compare('test/fixtures/hivewatch/full.jsonl', 'full');
    assert.deepEqual(counts, { tasks: 0, events: 16, scalars: 0, resource_samples: 0, rounds: 6, client_updates: 29 });
  });

  it('read every table of the demo as its journal has it', async () => {
    const runs = join(folder.path, 'runs');
    await runCommand(process.execPath, [DEMO, '--rounds', '3', '--clients', '3', '--runs-dir', runs, '--quiet']);
    const [name = ''] = readdirSync(runs).filter((entry) => entry.endsWith('.jsonl'));
    const counts = await compare(join(runs, name), name.replace('.jsonl', ''));
    assert.equal(counts.rounds, 3);
    for (const table of ['client_updates', 'tasks', 'events', 'scalars', 'resource_samples'])
      assert.equal(Number(counts[table]) > 4, true, table);
  });

  it('read odd values as they are: beyond 2^53, not finite, formulas, line breaks, nanoseconds', async () => {
    const journal = join(folder.path, 'odd.jsonl');
    writeFileSync(
      journal,
      oddEvents()
        .map((event) => `${encodeLine(event)}\n`)
        .join(''),
    );
    const counts = await compare(journal, 'odd');
    assert.deepEqual(counts, {
      ...{ tasks: 0, events: 4, scalars: SCALARS + 4, resource_samples: 2 },
      ...{ rounds: 2, client_updates: 3 },
    });
  });
});

function oddEvents(): JournalEvent[] {
  const base = { run_id: 'odd "run", =1+1', attempt: 1_790_000_000_000 };
  const at = (nanos: number) => `2026-03-02T09:00:00.${String(Math.abs(nanos)).padStart(9, '0')}Z`;
  const scalar = (step: number, value: number | bigint, client_id?: string): JournalEvent => {
    const whose = client_id === undefined ? {} : { client_id };
    return { event_type: 'scalar', ...base, timestamp: at(step), name: 'loss/x', step, value, ...whose };
  };
  const update = (
    n: number,
    fields: Readonly<Record<string, string | number | bigint | boolean | object>>,
  ): JournalEvent => {
    const record = { client_id: `=HYPERLINK("x${n}")\r\n病院`, status: 'active', ...fields } as { client_id: string };
    return { event_type: 'client_update', ...base, timestamp: at(n), round: 0, clients: [record] };
  };
  return [
    { event_type: 'init', ...base, format: 1, config: { lr: 0.1, nested: { deep: [1, null] } } },
    update(1, {
      local_loss: Number.NaN,
      local_accuracy: Number.POSITIVE_INFINITY,
      num_samples: 2 ** 53 - 1,
      free: 0.5,
    }),
    update(2, { local_loss: -0.1, bytes_sent: 2n ** 62n + 1n, free: Number.NaN, flag: true, note: '-5' }),
    update(3, {
      local_loss: 5e-324,
      free: Number.NEGATIVE_INFINITY,
      flag: false,
      long: 2n ** 60n + 1n,
      list: [1, { a: 2 }],
    }),
    {
      event_type: 'round_end',
      ...base,
      timestamp: at(9),
      round: 0,
      round_metrics: { global_loss: Number.NaN, metrics: { auc: 0.5 } },
    },
    {
      event_type: 'round_end',
      ...base,
      timestamp: at(10),
      round: 1,
      round_metrics: { global_accuracy: 1, metrics: { auc: 1, 'a,b': 2 } },
    },
    { event_type: 'text', ...base, name: 'note', step: 4, text: 'line\n"quoted", 🐝' },
    scalar(1, Number.NaN),
    scalar(2, Number.NEGATIVE_INFINITY, 'ä'),
    scalar(3, 2n ** 62n + 3n),
    scalar(-4, -0),
    ...Array.from({ length: SCALARS }, (_, n) => scalar(n + 5, n / 7, `client ${n % 3}`)),
    {
      event_type: 'resource_sample',
      ...base,
      timestamp: at(20),
      resources: { cpu_utilization_percentage: 12.5, gpu_0_power_usage_watts: 80 },
    },
    {
      event_type: 'resource_sample',
      ...base,
      timestamp: at(21),
      client_id: 'c',
      round: 1,
      resources: { gpu_0_power_usage_watts: 80.25 },
    },
  ];
}
