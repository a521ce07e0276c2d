import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunLog } from '../../../../exporters/wandb/offline/index.js';
import type { RunOutput } from '../../../../exporters/wandb/types.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { itemsOf, messagesOf, readWandbFile, textOf, type WandbRecord } from '../../../support/wandb-file.js';

const START = 1_790_000_000_000;
const RUN: RunOutput = {
  kind: 'run',
  displayName: 'a run',
  group: 'g',
  jobType: 'server',
  notes: 'été',
  tags: ['x', 'y'],
  config: { lr: 0.1, nested: { big: 9007199254740993n, none: null, nan: Number.NaN } },
  startMillis: START,
};

describe('RunLog', () => {
  const folder = temporaryFolder('run-log');
  after(() => folder.remove());
  const read = (write: (log: RunLog) => void, target = { id: 'r1', project: 'p', entity: undefined }) => {
    const log = new RunLog(target, START);
    log.run(RUN);
    write(log);
    const path = join(folder.path, 'run.wandb');
    writeFileSync(path, log.take());
    return readWandbFile(path);
  };
  const fields = (records: readonly WandbRecord[]) => records.map(({ field }) => field);

  it('begins with header and run, every record one number higher', () => {
    const records = read(() => undefined);
    assert.deepEqual(fields(records), [21, 17]);
    assert.deepEqual(
      records.map(({ number }) => number),
      [1, 2],
    );
    const run = records[1]?.message ?? new Map();
    assert.deepEqual(
      [1, 2, 3, 6, 7, 8, 9].map((field) => textOf(run, field)),
      ['r1', undefined, 'p', 'g', 'server', 'a run', 'été'],
    );
    assert.deepEqual(run.get(10)?.map(String), ['x', 'y']);
    assert.deepEqual(messagesOf(run, 17)[0]?.get(1), [START / 1000]);
    const config = itemsOf(messagesOf(run, 4)[0] ?? new Map());
    assert.deepEqual(
      [...config],
      [
        ['lr', '0.1'],
        ['nested', '{"big":9007199254740993,"none":null,"nan":"NaN"}'],
      ],
    );
  });

  it('names the entity where it is known', () => {
    const records = read(() => undefined, { id: 'r1', project: 'p', entity: 'acme' } as never);
    assert.equal(textOf(records[1]?.message ?? new Map(), 2), 'acme');
  });

  it('tells later what is new of the config, which a second run record would not', () => {
    const records = read((log) => log.run({ ...RUN, displayName: 'b', config: { ...RUN.config, lr: 0.2, seed: 1 } }));
    assert.deepEqual(fields(records), [21, 17, 17, 5]);
    assert.deepEqual(
      [...itemsOf(records[3]?.message ?? new Map())],
      [
        ['lr', '0.2'],
        ['seed', '1'],
      ],
    );
    assert.deepEqual(fields(read((log) => log.run({ ...RUN, tags: [] }))), [21, 17, 17]);
  });

  it('tells a config that comes only after the run', () => {
    const log = new RunLog({ id: 'r', project: 'p', entity: undefined }, START);
    log.run({ ...RUN, config: {} });
    log.run(RUN);
    const path = join(folder.path, 'late.wandb');
    writeFileSync(path, log.take());
    assert.deepEqual(fields(readWandbFile(path)), [21, 17, 17, 5]);
  });

  it('gives each row its step, time and axis', () => {
    const values = new Map<string, number | string | bigint>([
      ['round', 3],
      ['client/é/loss', Number.NaN],
      ['long', 'é'.repeat(100)],
      ['big', 9007199254740993n],
    ]);
    const records = read((log) => log.row({ kind: 'history', step: 300, timeMillis: START + 1500, values }));
    const row = records[2]?.message ?? new Map();
    assert.deepEqual(Object.fromEntries(itemsOf(row)), {
      round: '3',
      'client/é/loss': 'NaN',
      long: `"${'é'.repeat(100)}"`,
      big: '9007199254740993',
      _step: '300',
      _timestamp: String((START + 1500) / 1000),
      _runtime: '1.5',
    });
    assert.deepEqual(messagesOf(row, 2)[0]?.get(1), [300]);
  });

  it('escapes dots where a path is expected, and says that an axis is filled in', () => {
    const records = read((log) => {
      log.metric({ kind: 'metric', name: 'round', stepMetric: undefined, summary: [], hidden: false });
      log.metric({ kind: 'metric', name: 'client/c.4/x', stepMetric: 'round', summary: ['min', 'last'], hidden: true });
    });
    const [axis, metric] = records.slice(2).map(({ message }) => message);
    assert.ok(axis !== undefined && metric !== undefined);
    assert.deepEqual([textOf(axis, 1), textOf(axis, 4)], ['round', undefined]);
    assert.deepEqual([...(messagesOf(axis, 6)[0] ?? [])], [[3, [1]]]);
    assert.deepEqual([textOf(metric, 1), textOf(metric, 4)], ['client/c\\.4/x', 'round']);
    assert.deepEqual(
      [...(messagesOf(metric, 6)[0] ?? [])],
      [
        [1, [1]],
        [2, [1]],
        [3, [1]],
      ],
    );
    assert.deepEqual([...(messagesOf(metric, 7)[0]?.keys() ?? [])], [1, 5]);
  });

  it('keeps a table as a file, a value of the history and one of the summary', () => {
    const table = { kind: 'table', key: 'geo/x', step: 4, timeMillis: START, columns: ['a', 'b'] } as const;
    let path = '';
    const records = read((log) => {
      const file = log.table({ ...table, rows: [[1, 'é']] });
      path = file.path;
      assert.equal(file.content, '{"columns":["a","b"],"data":[[1,"é"]]}');
      log.end({ kind: 'summary', values: {} }, { kind: 'end', exitCode: 0, complete: true, runtimeSeconds: 1 });
    });
    assert.match(path, /^media\/table\/geo\/x_4_[0-9a-f]{20}\.table\.json$/);
    assert.deepEqual(fields(records), [21, 17, 6, 2, 3, 18]);
    assert.equal(textOf(messagesOf(records[2]?.message ?? new Map(), 1)[0] ?? new Map(), 1), path);
    const value = JSON.parse(itemsOf(records[3]?.message ?? new Map()).get('geo/x') ?? '') as Record<string, unknown>;
    assert.deepEqual([value._type, value.path, value.ncols, value.nrows], ['table-file', path, 2, 1]);
    assert.equal(value.size, Buffer.byteLength('{"columns":["a","b"],"data":[[1,"é"]]}'));
    assert.deepEqual(JSON.parse(itemsOf(records[4]?.message ?? new Map()).get('geo/x') ?? ''), value);
  });

  it('never lets a table’s key leave the folder of the run', () => {
    const log = new RunLog({ id: 'r', project: 'p', entity: undefined }, START);
    log.run(RUN);
    const { path } = log.table({ kind: 'table', key: '../../x\0', step: 0, timeMillis: 0, columns: [], rows: [] });
    assert.ok(!path.includes('..') && !path.includes('\0'), path);
  });

  it('ends with the summary as it is and the exit code', () => {
    const records = read((log) => {
      log.row({ kind: 'history', step: 7, timeMillis: START + 2000, values: new Map([['round', 1]]) });
      log.end(
        { kind: 'summary', values: { round: 1, 'best/accuracy': Number.NaN } },
        { kind: 'end', exitCode: 255, complete: false, runtimeSeconds: 2.6 },
      );
    });
    assert.deepEqual(Object.fromEntries(itemsOf(records[3]?.message ?? new Map())), {
      round: '1',
      'best/accuracy': 'NaN',
      _timestamp: String((START + 2000) / 1000),
      _runtime: '2',
      _wandb: '{"runtime":3}',
      _step: '7',
    });
    const exit = records[4]?.message;
    assert.deepEqual([exit?.get(1), exit?.get(2)], [[255], [3]]);
  });

  it('has alerts and samples', () => {
    const records = read((log) => {
      log.alert({ kind: 'alert', title: 't', text: 'x', level: 'WARN', timeMillis: START });
      log.stats({ kind: 'stats', line: 0, timeMillis: START + 250, values: new Map([['cpu', 12.5]]) });
    });
    assert.deepEqual(
      [1, 2, 3].map((field) => textOf(records[2]?.message ?? new Map(), field)),
      ['t', 'x', 'WARN'],
    );
    const stats = records[3]?.message ?? new Map();
    assert.deepEqual([...itemsOf(stats, 3)], [['cpu', '12.5']]);
    assert.deepEqual(messagesOf(stats, 2)[0]?.get(2), [250_000_000]);
  });
});
