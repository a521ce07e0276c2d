import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import type { RunReference, SequencedEvent, Sink } from '../../../../exporters/bridge/index.js';
import { readJournalFile } from '../../../../exporters/journal/index.js';
import { createCsvSink, createParquetSink, TABLE_NAMES, tablePath } from '../../../../exporters/tables/index.js';
import { deadMark } from '../../../support/dead-mark.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { parseCsv } from '../support/parse-csv.js';

const FULL = 'test/fixtures/hivewatch/full.jsonl';
const run: RunReference = { runId: 'run-full-0001', stem: 'full', journal: FULL };

describe('the sinks of tables', () => {
  const folder = temporaryFolder('table-sinks');
  let runsDir: string;
  const sinks: Sink[] = [];
  beforeEach(() => {
    runsDir = join(folder.path, `${Math.random()}`);
    mkdirSync(runsDir);
  });
  afterEach(async () => {
    for (const sink of sinks.splice(0)) await sink.close();
  });
  after(() => folder.remove());

  async function opened(sink: Sink, argument?: string): Promise<Sink> {
    await sink.open({ runsDir, stateDir: runsDir, argument, warn: () => undefined });
    sinks.push(sink);
    return sink;
  }

  async function events(): Promise<SequencedEvent[]> {
    const all: SequencedEvent[] = [];
    for await (const event of readJournalFile(FULL)) all.push(event);
    return all;
  }

  it('write all tables when the run ends, as CSV', async () => {
    const sink = await opened(createCsvSink());
    assert.deepEqual(await sink.apply(run, await events()), { kind: 'ok' });
    assert.deepEqual(readdirSync(runsDir), []);
    assert.deepEqual(await sink.flush(run, { closing: false }), { kind: 'ok' });
    assert.deepEqual(readdirSync(runsDir).sort(), TABLE_NAMES.map((table) => `full.${table}.csv`).sort());
    const [head = [], ...rows] = parseCsv(readFileSync(tablePath(runsDir, 'full', 'rounds', 'csv'), 'utf8'));
    assert.deepEqual(head.slice(0, 3), ['run_id', 'attempt', 'round']);
    assert.deepEqual(
      rows.map((cells) => cells[2]),
      ['0', '1', '2', '3', '4', '5'],
    );
  });

  it('write Parquet with types, nulls and whose run it is', async () => {
    const sink = await opened(createParquetSink());
    await sink.apply(run, await events());
    assert.deepEqual(await sink.flush(run), { kind: 'ok' });
    const file = await asyncBufferFromFile(tablePath(runsDir, 'full', 'client_updates', 'parquet'));
    const { key_value_metadata: said, num_rows: count, row_groups: groups } = await parquetMetadataAsync(file);
    assert.equal(count, 29n);
    const ids = groups[0]?.columns.find(({ meta_data: data }) => data?.path_in_schema[0] === 'client_id');
    assert.equal(ids?.meta_data?.encodings.includes('RLE_DICTIONARY'), true);
    assert.deepEqual(said, [{ key: 'fedotel', value: '{"run_id":"run-full-0001","table":"client_updates"}' }]);
    const rows = await parquetReadObjects({ file });
    assert.equal(rows[0]?.client_id, 'site-montréal');
    assert.equal(rows[0]?.tokens, 9_007_199_254_740_993n);
    assert.equal(rows[0]?.attempt, null);
  });

  it('write as far as events were delivered, and again what comes late', async () => {
    const sink = await opened(createCsvSink());
    const all = await events();
    const lines = () => readFileSync(tablePath(runsDir, 'full', 'client_updates', 'csv'), 'utf8').split('\r\n').length;
    await sink.apply(run, all.slice(0, 10));
    await sink.flush(run);
    const before = lines();
    await sink.flush(run);
    await sink.apply(run, all);
    await sink.flush();
    assert.equal(lines() > before, true);
  });

  it('write nothing again of which nothing is new', async () => {
    const sink = await opened(createCsvSink());
    await sink.apply(run, await events());
    await sink.flush(run);
    rmSync(tablePath(runsDir, 'full', 'rounds', 'csv'));
    await sink.flush(run);
    assert.equal(existsSync(tablePath(runsDir, 'full', 'rounds', 'csv')), false);
  });

  it('leave nothing half done when a table cannot be written, and write it later', async () => {
    const out = join(runsDir, 'out');
    for (const create of [createCsvSink, createParquetSink]) {
      const sink = await opened(create(), out);
      const ending = sink.name as 'csv' | 'parquet';
      const blocked = tablePath(out, 'full', 'scalars', ending);
      mkdirSync(blocked, { recursive: true });
      writeFileSync(join(blocked, 'x'), '');
      await sink.apply(run, await events());
      assert.equal((await sink.flush(run)).kind, 'retry');
      assert.deepEqual(
        readdirSync(out).filter((name) => name.endsWith('.tmp')),
        [],
      );
      rmSync(blocked, { recursive: true });
      assert.deepEqual(await sink.flush(run), { kind: 'ok' });
      assert.equal(existsSync(blocked), true);
    }
  });

  it('remove what killed processes left of tables when they are opened, and nothing else', async () => {
    const left = (name: string) => `${name}.${deadMark()}.tmp`;
    for (const name of ['a.rounds.csv', 'a.client_updates.csv', 'a.rounds.parquet', 'a.map.json']) {
      writeFileSync(join(runsDir, left(name)), '');
    }
    await opened(createCsvSink());
    assert.deepEqual(readdirSync(runsDir).sort(), [left('a.map.json'), left('a.rounds.parquet')]);
    await opened(createParquetSink());
    assert.deepEqual(readdirSync(runsDir), [left('a.map.json')]);
  });

  it('say where they write, and that they cannot', async () => {
    const out = join(runsDir, 'out');
    const sink = await opened(createParquetSink(), out);
    const check = await sink.check();
    assert.match(check.kind === 'ok' ? check.detail : '', /<run>\.rounds\.parquet/);
    rmSync(out, { recursive: true });
    assert.equal((await sink.check()).kind, 'failed');
    await assert.rejects(opened(createCsvSink(), ''), /--to csv=: expected a folder/);
  });
});
