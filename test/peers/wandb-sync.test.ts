import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JournalEvent } from '../../exporters/journal/events.js';
import { encodeLine } from '../../exporters/journal/index.js';
import { metricPath } from '../../exporters/wandb/content/index.js';
import { createWandbSink } from '../../exporters/wandb/index.js';
import type { WandbOutput } from '../../exporters/wandb/types.js';
import { at, FULL, finished, fold, madeRun, ofKind, sequenced } from '../exporters/wandb/support.js';
import { runCommand } from '../support/command.js';
import { faultsOf } from '../support/fake-wandb/artifact.js';
import { type FakeWandb, startFakeWandb } from '../support/fake-wandb/fake-wandb.js';
import type { FakeRun } from '../support/fake-wandb/run.js';
import { createRandom } from '../support/random.js';
import { readEvents } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { offlineRuns, plainRows, syncWandb } from './wandb-sync.js';

const MAIN = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
const DEMO = fileURLToPath(new URL('../../examples/digits/main.js', import.meta.url));

describe('our directories through the real wandb sync', function () {
  this.timeout(300_000);
  const folder = temporaryFolder('wandb-sync');
  let fake: FakeWandb;
  let count = 0;
  before(async () => {
    fake = await startFakeWandb();
  });
  after(async () => {
    await fake.stop();
    folder.remove();
  });

  /** Without key and mode, as on a machine where nobody set anything up. */
  function fedotel(dir: string, args: readonly string[]) {
    const env = { HOME: folder.path, WANDB_DIR: dir, WANDB_API_KEY: undefined, WANDB_MODE: undefined };
    return runCommand(process.execPath, [MAIN, ...args], { env });
  }

  /** Exports journals into a folder of its own, and uploads what is there. */
  async function exportAndSync(journals: readonly string[], args: readonly string[] = []) {
    const dir = join(folder.path, String(count++));
    mkdirSync(dir);
    const { stderr } = await fedotel(dir, ['export', ...journals, '--to', 'wandb', ...args]);
    await syncWandb(fake, dir, offlineRuns(dir));
    return { dir, stderr };
  }

  function journalOf(events: readonly JournalEvent[]): string {
    const path = join(folder.path, `${events[0]?.run_id}.jsonl`);
    writeFileSync(path, events.map((event) => `${encodeLine(event)}\n`).join(''));
    return path;
  }

  function runOf(name: string): FakeRun {
    const run = [...fake.store.runs.values()].find((one) => one.name === name);
    assert.ok(run !== undefined, `run ${name} is not there`);
    return run;
  }

  describe('HiveWatch’s full run', () => {
    let run: FakeRun;
    let expected: WandbOutput[];
    before(async () => {
      await exportAndSync([FULL]);
      run = runOf('run-full-0001');
      expected = outputsOf(await readEvents(FULL));
    });

    it('has every row', () => checkRows(run, expected));

    it('has every key with its axis', () => {
      const metrics = ofKind(expected, 'metric');
      assert.equal(run.metrics.size, metrics.length);
      for (const { name, stepMetric } of metrics) {
        const metric = run.metrics.get(metricPath(name));
        assert.deepEqual([metric?.step, metric?.glob], [stepMetric, false], name);
        assert.deepEqual(metric?.options, stepMetric === undefined ? [3] : [1, 3], name);
      }
    });

    it('has config, summary, names and end', () => {
      const { config } = ofKind(expected, 'run').at(-1) ?? {};
      for (const [key, value] of Object.entries(config ?? {})) assert.deepEqual(run.config[key]?.value, value, key);
      const { values = {} } = ofKind(expected, 'summary').at(-1) ?? {};
      for (const [key, value] of Object.entries(values)) assert.deepEqual(plain(run.summary[key]), plain(value), key);
      assert.equal(run.summary['best/round'], 5);
      assert.equal(run.fields.groupName, 'run-full-0001');
      assert.equal(run.fields.host, null);
      assert.deepEqual([run.complete, run.exitCode, run.project], [true, 0, 'federated-learning']);
    });

    it('has alerts, the table of places, and artifacts whose files are whole', () => {
      assert.deepEqual(
        run.alerts.map(({ title, text, severity: level }) => ({ title, text, level })),
        [...ofKind(expected, 'alert').map(({ title, text, level }) => ({ title, text, level }))],
      );
      const table = run.history.find((row) => row['geo/client_locations'] !== undefined)?.['geo/client_locations'];
      const { path, sha256 } = table as { readonly path: string; readonly sha256: string };
      assert.match(sha256, /^[0-9a-f]{64}$/);
      const { data } = JSON.parse(run.files.get(path)?.toString() ?? '') as { readonly data: unknown };
      assert.deepEqual(data, ofKind(expected, 'table')[0]?.rows);
      assert.deepEqual(run.summary['geo/client_locations'], table);
      const [report] = fake.store.versions('run-run-full-0001-report');
      assert.ok(report !== undefined);
      assert.deepEqual(faultsOf(report), []);
      assert.ok(['map.json', 'run.html', 'client-updates.csv'].every((file) => report.files.has(file)));
    });

    it('tells W&B nothing of this machine', () => {
      const told = fake.seen.filter(({ body }) => body.includes('run-full-0001')).map(({ body }) => body);
      assert.ok(told.length > 3);
      // The client itself adds the path of its own program.
      assert.deepEqual(
        told.filter((body) => body.includes(process.cwd()) && !body.includes('"program"')),
        [],
      );
    });
  });

  it('has every row of runs whose records meet the ends of blocks in every way', async () => {
    const random = createRandom(11);
    const text = (step: number, length: number): JournalEvent => ({
      ...{ event_type: 'text', run_id: 'blocks', name: 'note', step, timestamp: at(step) },
      text: `${'é'.repeat(length)}${step}`,
    });
    const lengths = Array.from({ length: 1500 }, () => Math.floor(random() * random() * 400));
    // Rows of 14 to 40,000 bytes, one of six blocks, and as many one-byte shifts as a header has bytes.
    for (let shift = 0; shift < 24; shift += 1) lengths.push(16_000 + shift, 1);
    lengths.push(100_000, 0, 1);
    const events = [
      ...madeRun({ runId: 'blocks', rounds: 1 }),
      ...lengths.map((length, step) => text(step, length)),
      finished(5000, 'finished', 'blocks'),
    ];
    await exportAndSync([journalOf(events)]);
    checkRows(runOf('blocks'), outputsOf(events));
  });

  it('has runs without any row, that failed, and that were cut', async () => {
    const runs = [
      [...madeRun({ runId: 'empty', rounds: 0 }), finished(1, 'finished', 'empty')],
      [...madeRun({ runId: 'failed' }), finished(60, 'failed', 'failed')],
      madeRun({ runId: 'cut' }),
    ];
    await exportAndSync(runs.map(journalOf));
    assert.deepEqual(
      ['empty', 'failed', 'cut'].map((name) => [runOf(name).history.length > 0, runOf(name).exitCode]),
      [
        [false, 0],
        [true, 1],
        [true, 255],
      ],
    );
    for (const name of ['empty', 'failed', 'cut']) assert.equal(runOf(name).complete, true);
    assert.equal(runOf('failed').alerts[0]?.severity, 'ERROR');
  });

  it('has what monitor and tracking writer gave, numbers that are none too', async () => {
    const base = { run_id: 'logged', timestamp: at(5) };
    const numbers = { loss: Number.NaN, up: Number.POSITIVE_INFINITY, down: Number.NEGATIVE_INFINITY };
    const events: JournalEvent[] = [
      ...madeRun({ runId: 'logged', rounds: 1 }),
      ...Object.entries(numbers).map(
        ([name, value]): JournalEvent => ({ ...base, event_type: 'scalar', name: `odd.${name}`, step: 1, value }),
      ),
      {
        ...{ ...base, event_type: 'histogram', name: 'weights', step: 2, edges: [0, 1, 2], counts: [4, 5] },
        ...{ min: 0, max: 2, sum: 9, sum_of_squares: 10 },
      },
      { ...base, event_type: 'resource_sample', resources: { process_cpu_utilization_percentage: 12.5 } },
      { ...base, event_type: 'resource_sample', client_id: 'a', resources: { cpu_utilization_percentage: 25 } },
      finished(60, 'finished', 'logged'),
    ];
    await exportAndSync([journalOf(events)]);
    const run = runOf('logged');
    checkRows(run, outputsOf(events));
    const histogram = run.history.find((row) => row.weights !== undefined)?.weights;
    assert.deepEqual(histogram, { _type: 'histogram', values: [4, 5], bins: [0, 1, 2] });
    assert.deepEqual(
      run.events.map(({ _timestamp, _runtime, ...sample }) => [_timestamp, _runtime, sample]),
      [[Date.parse(at(5)) / 1000, 5, { _wandb: true, 'system.cpu': 12.5 }]],
    );
    assert.equal(run.metrics.get('odd\\.loss')?.step, 'step');
    assert.equal(run.metrics.get('sys/a/cpu_utilization_percentage')?.step, 'elapsed_sec');
    assert.ok(Number.isNaN(run.summary['odd.loss']));
  });

  it('has late data in a second run of the same group, and each row once', async () => {
    const runsDir = join(folder.path, 'late');
    mkdirSync(runsDir);
    const sinkOf = async () => {
      const sink = createWandbSink({ env: { WANDB_MODE: 'offline', WANDB_DIR: runsDir }, home: runsDir });
      const context = { runsDir, stateDir: runsDir, argument: undefined, warn: () => undefined };
      await sink.open(context);
      return sink;
    };
    const whole = [...madeRun({ runId: 'late' }), finished(60, 'finished', 'late')];
    const late: JournalEvent = {
      ...{ event_type: 'client_update', run_id: 'late', round: 1, timestamp: at(70), late: true },
      clients: [{ client_id: 'a', local_loss: 42, status: 'active' }],
    };
    for (const events of [whole, [...whole, late]]) {
      const run = { runId: 'late', stem: 'late', journal: journalOf(events) };
      const sink = await sinkOf();
      await sink.apply(run, sequenced(events));
      assert.deepEqual(await sink.flush(run, { closing: true }), { kind: 'ok' });
      await sink.close();
    }
    await syncWandb(fake, runsDir, offlineRuns(runsDir));
    const [first, second] = [runOf('late'), runOf('late-2')];
    assert.deepEqual([first.fields.groupName, second.fields.groupName], ['late', 'late']);
    assert.equal(second.fields.displayName, 'late (late data)');
    const rows = [...plainRows(first), ...plainRows(second)];
    assert.deepEqual(
      plain(rows),
      plain(
        ofKind(outputsOf([...whole, late]), 'history').map(({ step, values }) => [step, Object.fromEntries(values)]),
      ),
    );
    assert.equal(second.history.length, 1);
    assert.equal(second.metrics.get('client/a/loss')?.step, 'round');
  });

  it('has a run for each client with --per-client runs', async () => {
    const events = [...madeRun({ runId: 'grouped', clients: ['a', 'b/c'] }), finished(60, 'finished', 'grouped')];
    await exportAndSync([journalOf(events)], ['--per-client', 'runs']);
    const group = [...fake.store.runs.values()].filter(({ fields }) => fields.groupName === 'grouped');
    assert.deepEqual(group.map(({ fields }) => [fields.displayName, fields.jobType]).sort(), [
      ['a', 'client'],
      ['b/c', 'client'],
      ['grouped', 'server'],
    ]);
    const { clients } = fold(events, 'runs');
    for (const run of group.filter(({ fields }) => fields.jobType === 'client')) {
      checkRows(run, clients.get(run.fields.displayName ?? '') ?? []);
    }
  });

  it('has 100,000 rows', async () => {
    const scalar = (step: number): JournalEvent => ({
      ...{ event_type: 'scalar', run_id: 'long', name: 'loss', step, timestamp: at(step / 100) },
      value: step % 1000 === 0 ? Number.NaN : Math.sin(step),
    });
    const rows = Array.from({ length: 100_000 }, (_, step) => scalar(step));
    await exportAndSync([
      journalOf([...madeRun({ runId: 'long', rounds: 0 }), ...rows, finished(2000, 'finished', 'long')]),
    ]);
    const run = runOf('long');
    assert.equal(run.history.length, 100_000);
    for (const [step, row] of run.history.entries()) {
      assert.equal(row._step, step);
      assert.equal(row.step, step);
      assert.ok(Object.is(row.loss, step % 1000 === 0 ? Number.NaN : Math.sin(step)), String(step));
    }
    assert.equal(run.summary.loss, Math.sin(99_999));
  });

  it('has the demo as its journal has it', async () => {
    const dir = join(folder.path, 'demo');
    const runsDir = join(dir, 'runs');
    mkdirSync(dir);
    const demo = ['--rounds', '6', '--clients', '5', '--quiet'];
    const dev = ['dev', '--to', 'wandb', '--page', 'off', '--runs-dir', runsDir, '--', process.execPath, DEMO, ...demo];
    const { stderr } = await fedotel(dir, dev);
    assert.match(stderr, /wandb sync wandb\/offline-run-/);
    await syncWandb(fake, dir, offlineRuns(dir));
    const journal = join(runsDir, readdirSync(runsDir).find((name) => name.endsWith('.jsonl')) ?? '');
    const events = await readEvents(journal);
    const run = runOf(events[0]?.run_id ?? '');
    assert.equal(run.project, 'digits');
    assert.equal(run.exitCode, 0);
    checkRows(run, outputsOf(events));
    const accuracies = events.flatMap((event) =>
      event.event_type === 'round_end' ? [event.round_metrics.global_accuracy] : [],
    );
    assert.equal(accuracies.length, 6);
    assert.deepEqual(
      run.history.filter((row) => row['round/accuracy'] !== undefined).map((row) => row['round/accuracy']),
      accuracies,
    );
    assert.equal(run.summary['best/accuracy'], Math.max(...accuracies.map(Number)));
    assert.equal(readFileSync(journal, 'utf8').includes('wandb'), false);
  });

  it('did nothing that the server had to complain of', () => {
    assert.deepEqual(fake.store.problems, []);
  });
});

/** What a finished run comes to. */
function outputsOf(events: readonly JournalEvent[]): WandbOutput[] {
  const { own, content } = fold(events, 'auto');
  if (content.state?.complete !== true) content.settle();
  content.finish({ exitCode: 0, complete: true, timeMillis: content.state?.timeMillis ?? 0 });
  return own;
}

/** Every row of a fold is there, once, at its step and time. */
function checkRows(run: FakeRun, outputs: readonly WandbOutput[]): void {
  const rows = ofKind(outputs, 'history');
  const there = plainRows(run);
  const times = new Map(run.history.map((row) => [row._step, row._timestamp]));
  for (const { step, values, timeMillis } of rows) {
    assert.deepEqual(plain(there.get(step)), plain(Object.fromEntries(values)), `step ${step}`);
    assert.equal(times.get(step), timeMillis / 1000);
  }
  assert.equal(run.history.length, rows.length + ofKind(outputs, 'table').length);
}

/** A number beyond 2^53 comes back as an integer, whatever it was; its digits are compared. */
function plain(value: unknown): unknown {
  const isLarge = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
  if (typeof value === 'bigint' || isLarge) return `${BigInt(value)}`;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
