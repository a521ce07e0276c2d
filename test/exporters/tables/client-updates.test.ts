import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalEvent } from '../../../exporters/journal/events.js';
import { encodeLine } from '../../../exporters/journal/index.js';
import { UpdateColumns, writeClientUpdates } from '../../../exporters/tables/index.js';
import { readRun } from '../../support/read-run.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { at, init, RUN, roundEnd, update } from '../run-model/support/scenario.js';
import { parseCsv } from './support/parse-csv.js';

describe('table of client updates', () => {
  const scratch = temporaryFolder('tables');
  const journal = join(scratch.path, 'run.jsonl');
  const to = join(scratch.path, 'updates.csv');
  after(() => scratch.remove());

  /** Rows by column name; empty cells are left out. */
  function readTable(): Readonly<Record<string, string>>[] {
    const [names = [], ...rows] = parseCsv(readFileSync(to, 'utf8'));
    return rows.map((row) => {
      assert.equal(row.length, names.length);
      return Object.fromEntries(names.map((name, at) => [name, row[at] ?? '']).filter(([, cell]) => cell !== ''));
    });
  }

  async function tableOf(...events: readonly JournalEvent[]) {
    writeFileSync(journal, events.map((event) => `${encodeLine(event)}\n`).join(''));
    const written = await writeClientUpdates({ journal, to });
    assert.equal(written.rows, readTable().length);
    assert.equal(written.sequence, readFileSync(journal).length);
    return readTable();
  }

  it("has every update of HiveWatch's full run, with every value", async () => {
    const path = 'test/fixtures/hivewatch/full.jsonl';
    const { rows } = await writeClientUpdates({ journal: path, to });
    const view = await readRun(path);
    const clients = [
      ...view.rounds.flatMap((round) => round.clients.map((client) => [round.round, client] as const)),
      ...view.roundless.map((client) => [undefined, client] as const),
    ];
    const expected = clients.flatMap(([round, client]) =>
      client.updates.map(({ fields, status, timestamp }) => ({
        ...Object.fromEntries(
          Object.entries(fields)
            .map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)])
            .filter(([, text]) => text !== ''),
        ),
        ...(round === undefined ? {} : { round: String(round) }),
        client_id: client.clientId,
        operation: 'train',
        timestamp,
        status,
        late: 'false',
        complete: 'true',
      })),
    );
    const inOrder = (list: readonly { readonly timestamp?: string | undefined }[]) =>
      [...list].sort((a, b) => ((a.timestamp ?? '') < (b.timestamp ?? '') ? -1 : 1));
    assert.equal(rows, 29);
    assert.deepEqual(inOrder(readTable()), inOrder(expected));
  });

  it('has columns in one order: what every update has, known fields, free ones by name', async () => {
    await tableOf(
      init(),
      update(1, 'a', 1, { zebra: 1, f1: 0.5, energy_joules: 1, local_loss: 2, base_round: 0, status: 'active' }),
    );
    const [names] = parseCsv(readFileSync(to, 'utf8'));
    assert.deepEqual(names, [
      ...[
        'attempt',
        'round',
        'client_id',
        'client_name',
        'operation',
        'timestamp',
        'status',
        'result',
        'late',
        'complete',
      ],
      ...['local_loss', 'energy_joules', 'base_round', 'f1', 'zebra'],
    ]);
  });

  it('keeps exact values, zeros and empty texts, and free fields called like a column', async () => {
    const [row] = await tableOf(
      init(),
      update(1, 'a', 1, {
        num_samples: 0,
        tokens: 9007199254740993n,
        gradient_norm: Number.NaN,
        local_accuracy: Number.POSITIVE_INFINITY,
        x: -0,
        timestamp: 'mine',
        complete: 7,
        note: '=HYPERLINK("x")\n',
        list: [1, { a: null }],
        lost: null,
      }),
    );
    assert.deepEqual(row, {
      round: '1',
      client_id: 'a',
      operation: 'train',
      timestamp: at(1),
      status: 'active',
      late: 'false',
      complete: 'true',
      num_samples: '0',
      tokens: '9007199254740993',
      gradient_norm: 'NaN',
      local_accuracy: 'Infinity',
      x: '0',
      'extra.timestamp': 'mine',
      'extra.complete': '7',
      note: '=HYPERLINK("x")\n',
      list: '[1,{"a":null}]',
    });
  });

  it('merges the parts of an update, and says which are not whole', async () => {
    const marker = (client: string, count: number): JournalEvent => ({
      ...update(1, client, 1, { f1: 0.5, result: 'accepted' }),
      attempt: 5,
      field_count: count,
    });
    const part = (client: string, fields: object): JournalEvent => ({
      ...update(1, client, 1),
      attempt: 5,
      late: true,
      clients: [{ client_id: client, ...fields }],
    });
    const rows = await tableOf(
      init(),
      part('a', { local_loss: 1 }),
      marker('a', 4),
      marker('b', 2),
      marker('c', 9),
      part('a', { num_samples: 3 }),
      part('d', { local_loss: 7 }),
    );
    assert.deepEqual(
      rows.map(({ client_id: client, complete, late, local_loss: loss, num_samples: samples, f1 }) => [
        client,
        complete,
        late,
        loss,
        samples,
        f1,
      ]),
      [
        ['b', 'true', 'false', undefined, undefined, '0.5'],
        ['a', 'true', 'true', '1', '3', '0.5'],
        ['c', 'false', 'false', undefined, undefined, '0.5'],
        ['d', 'false', 'true', '7', undefined, undefined],
      ],
    );
    assert.equal(rows[1]?.attempt, '5');
  });

  it('has other operations, and the corrected values of ordinary gauges', async () => {
    const gauge = (round: number, seconds: number, fields: object): JournalEvent => ({
      ...update(round, 'g', seconds),
      source: 'gauge',
      clients: [{ client_id: 'g', round, ...fields }],
    });
    const rows = await tableOf(
      init(),
      gauge(1, 1, { local_loss: 3 }),
      {
        event_type: 'evaluation',
        run_id: RUN,
        round: 1,
        timestamp: at(2),
        operation: 'evaluate',
        client: { client_id: 'a', local_loss: 2, status: 'active' },
      },
      { event_type: 'evaluation', run_id: RUN, round: 1, timestamp: at(2), scope: 'central', loss: 1 },
      gauge(1, 3, { local_loss: 2, f1: 1 }),
      gauge(2, 4, { local_loss: 1 }),
    );
    assert.deepEqual(
      rows.map(({ client_id: client, operation, round, local_loss: loss, f1, complete }) => [
        client,
        operation,
        round,
        loss,
        f1,
        complete,
      ]),
      [
        ['a', 'evaluate', '1', '2', undefined, 'true'],
        ['g', 'train', '1', '2', '1', 'true'],
        ['g', 'train', '2', '1', undefined, 'true'],
      ],
    );
  });

  it("has a client that only HiveWatch's end of the round names", async () => {
    const foreign = { event_type: 'init', run_id: RUN } as const;
    const end = roundEnd(
      1,
      5,
      {},
      {
        clients: [
          { client_id: 'a', local_loss: 1, status: 'active' },
          { client_id: 'b', local_loss: 2, status: 'active' },
          { client_id: 'c', round: 0, local_loss: 3 },
        ],
      },
    );
    const rows = await tableOf(foreign, update(1, 'a', 1, { local_loss: 1 }), end);
    assert.deepEqual(
      rows.map(({ client_id: client, timestamp }) => [client, timestamp]),
      [
        ['a', at(1)],
        ['b', at(5)],
      ],
    );
  });

  it('puts what passes a thousand free fields into one column', async () => {
    const fields = Object.fromEntries(
      Array.from({ length: 1100 }, (_, index) => [`x${String(index).padStart(4, '0')}`, index]),
    );
    const [row = {}] = await tableOf(init(), update(1, 'a', 1, fields));
    const others = JSON.parse(row.other_fields ?? '{}') as Record<string, number>;
    const own = Object.entries(row).filter(([name]) => /^x\d/.test(name));
    assert.deepEqual({ ...Object.fromEntries(own.map(([name, value]) => [name, Number(value)])), ...others }, fields);
    assert.ok(Object.keys(others).length > 50);
  });

  it('stops where it is told to, and writes a header for a run without updates', async () => {
    writeFileSync(
      journal,
      [init(), update(1, 'a', 1), update(1, 'b', 2)].map((event) => `${encodeLine(event)}\n`).join(''),
    );
    const [first = '', second = ''] = readFileSync(journal, 'utf8').split('\n');
    const sequence = first.length + second.length + 2;
    assert.deepEqual((await writeClientUpdates({ journal, to, sequence })).sequence, sequence);
    assert.deepEqual(
      readTable().map(({ client_id: client }) => client),
      ['a'],
    );
    writeFileSync(journal, '');
    assert.deepEqual((await writeClientUpdates({ journal, to })).rows, 0);
    assert.match(readFileSync(to, 'utf8'), /^attempt,round,client_id,[a-z_,]+\r\n$/);
  });

  it('writes the same table with columns that somebody else has found', async () => {
    const events = [init(), update(1, 'a', 1, { own: null, loss: 0.5 }), update(1, 'b', 2, { other: 3 })];
    await tableOf(...events);
    const own = readFileSync(to, 'utf8');
    const columns = new UpdateColumns();
    for (const event of events) columns.take(event);
    const written = await writeClientUpdates({ journal, to, columns, sequence: readFileSync(journal).length });
    assert.equal(readFileSync(to, 'utf8'), own);
    assert.deepEqual([written.rows, written.sequence], [2, readFileSync(journal).length]);
  });

  it('leaves nothing behind when it fails', async () => {
    const before = readFileSync(to, 'utf8');
    const entries = readdirSync(scratch.path).sort();
    await assert.rejects(writeClientUpdates({ journal: join(scratch.path, 'none.jsonl'), to }), { code: 'ENOENT' });
    writeFileSync(journal, `${encodeLine(init())}\n`);
    await assert.rejects(writeClientUpdates({ journal, to: join(scratch.path, 'none', 'x.csv') }), { code: 'ENOENT' });
    await assert.rejects(writeClientUpdates({ journal, to: scratch.path }));
    assert.equal(readFileSync(to, 'utf8'), before);
    assert.deepEqual(readdirSync(scratch.path).sort(), entries);
  });
});
