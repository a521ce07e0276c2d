import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import type { JournalEvent } from '../../../../exporters/journal/events.js';
import { itemsOf, messagesOf, textOf } from '../../../support/wandb-file.js';
import { at, finished, fold, madeRun, rowsOf, sequenced } from '../support.js';
import { createRig, exitCodeOf, ok, type Rig, recordsOf, rowsIn } from './rig.js';

const CLOSING = { closing: true };
const late = (round: number, second: number): JournalEvent => ({
  ...{ event_type: 'client_update', run_id: 'made', round, timestamp: at(second) },
  clients: [{ client_id: 'a', local_loss: 9, status: 'active' }],
});

/** Rows of a made run: its clients' updates, and the results and bands of its rounds. */
const ROWS = rowsOf(fold([...madeRun(), finished(60)], 'auto').own).length;

describe('wandb sink into directories', () => {
  let rig: Rig;
  beforeEach(() => {
    rig = createRig();
  });
  afterEach(() => rig.end());

  it('writes a run when it has ended, under a name by its start and its id', async () => {
    const sink = await rig.open();
    const events = [...madeRun(), finished(60)];
    const run = await rig.deliver(sink, events.slice(0, -1));
    await ok(sink.flush(run, { closing: false }));
    assert.deepEqual(rig.directories(), []);
    await ok(sink.apply(run, []));
    await rig.deliver(sink, events);
    await ok(sink.flush(run, { closing: false }));
    const [name = ''] = rig.directories();
    assert.match(name, /^offline-run-\d{8}_\d{6}-made$/);
    assert.deepEqual(readdirSync(rig.wandb), [name]);
    assert.equal(exitCodeOf(rig, name), 0);
    assert.equal(rowsIn(rig, name).length, ROWS);
    assert.match(
      rig.warnings.at(-1) ?? '',
      new RegExp(`wrote .*${name}; upload it with: \\(cd .* && wandb sync wandb/${name}\\)`),
    );
  });

  it('writes the same bytes for the same journal', async () => {
    const contents = [];
    for (const folder of ['one', 'two']) {
      const sink = await rig.open({ env: { WANDB_DIR: join(rig.folder, folder) } });
      const run = await rig.deliver(sink, [...madeRun(), finished(60)]);
      await ok(sink.flush(run, CLOSING));
      const wandb = join(rig.folder, folder, 'wandb');
      const [name = ''] = readdirSync(wandb);
      contents.push(readFileSync(join(wandb, name, 'run-made.wandb')));
      await sink.close();
      // A state would remember that the run is written.
      for (const file of readdirSync(rig.stateDir)) writeFileSync(join(rig.stateDir, file), '');
    }
    assert.equal(contents.length, 2);
    assert.deepEqual(contents[0], contents[1]);
  });

  it('writes nothing a second time', async () => {
    const events = [...madeRun(), finished(60)];
    const sink = await rig.open();
    const run = await rig.deliver(sink, events);
    await ok(sink.flush(run, { closing: false }));
    await ok(sink.flush(run, CLOSING));
    const again = await rig.open();
    await rig.deliver(again, events);
    await ok(again.flush(run, CLOSING));
    assert.equal(rig.directories().length, 1);
  });

  it('writes late data into a second directory of the same group, each row once', async () => {
    const events = [...madeRun(), finished(60)];
    const sink = await rig.open();
    const run = await rig.deliver(sink, events);
    await ok(sink.flush(run, { closing: false }));
    const again = await rig.open();
    await rig.deliver(again, [...events, late(0, 70), late(1, 71)]);
    await ok(again.flush(run, CLOSING));
    const [first = '', second = ''] = rig.directories().sort();
    assert.match(second, /-made-2$/);
    assert.equal(rowsIn(rig, first).length, ROWS);
    assert.deepEqual(
      rowsIn(rig, second).map((row) => [row.round, row._step, row['client/a/loss']]),
      [
        ['0', String(ROWS), '9'],
        ['1', String(ROWS + 1), '9'],
      ],
    );
    const names = [first, second].map((name) => {
      const run17 = recordsOf(rig, name).find(({ field }) => field === 17)?.message ?? new Map();
      return [textOf(run17, 1), textOf(run17, 6), textOf(run17, 8)];
    });
    assert.deepEqual(names, [
      ['made', 'made', 'made'],
      ['made-2', 'made', 'made (late data)'],
    ]);
    const metrics = recordsOf(rig, second).filter(({ field }) => field === 12);
    assert.ok(metrics.some(({ message }) => textOf(message, 1) === 'client/a/loss'));
  });

  it('writes late data by itself while the bridge lives', async () => {
    const events = [...madeRun(), finished(60)];
    const sink = await rig.open();
    const run = await rig.deliver(sink, events);
    await ok(sink.flush(run, { closing: false }));
    // As the bridge does: what is delivered is in the file.
    writeFileSync(run.journal ?? '', `${readFileSync(run.journal ?? '', 'utf8')}${JSON.stringify(late(0, 70))}\n`);
    await ok(sink.apply(run, sequenced([...events, late(0, 70)]).slice(-1)));
    while (rig.directories().length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(rowsIn(rig, rig.directories().sort()[1] ?? '').length, 1);
  });

  it('waits for what the end announces, but not for ever', async () => {
    const end = { ...finished(60), emitted: { updates: 99 } } as JournalEvent;
    const sink = await rig.open();
    const run = await rig.deliver(sink, [...madeRun(), end]);
    const waiting = await sink.flush(run, { closing: false });
    assert.ok(waiting.kind === 'retry' && waiting.expected === true && (waiting.afterSeconds ?? 0) > 500);
    assert.deepEqual(rig.directories(), []);
    await ok(sink.flush(run, CLOSING));
    assert.equal(rig.directories().length, 1);
  });

  it('says how a run ended', async () => {
    for (const [state, code] of [
      ['failed', 1],
      ['interrupted', 255],
    ] as const) {
      const sink = await rig.open();
      const runId = `run-${state}`;
      const run = await rig.deliver(sink, [...madeRun({ runId }), finished(60, state, runId)]);
      await ok(sink.flush(run, CLOSING));
      const name = rig.directories().find((one) => one.endsWith(runId)) ?? '';
      assert.equal(exitCodeOf(rig, name), code);
    }
  });

  it('writes a run that was cut long ago as crashed, and leaves one that goes on', async () => {
    const sink = await rig.open();
    const cut = await rig.deliver(sink, madeRun({ runId: 'cut' }));
    await ok(sink.flush(cut, CLOSING));
    const now = madeRun({ runId: 'now' }).map((event) => ({ ...event, timestamp: new Date().toISOString() }));
    const live = await rig.deliver(sink, now);
    await ok(sink.flush(live, CLOSING));
    assert.equal(rig.directories().length, 1);
    assert.equal(exitCodeOf(rig, rig.directories()[0] ?? ''), 255);
    assert.match(rig.warnings.join('\n'), /run "now" goes on: its directory is written when it has ended/);
  });

  it('writes a run without any row', async () => {
    const sink = await rig.open();
    const run = await rig.deliver(sink, [...madeRun({ rounds: 0 }), finished(1)]);
    await ok(sink.flush(run, CLOSING));
    const [name = ''] = rig.directories();
    assert.deepEqual(rowsIn(rig, name), []);
    assert.equal(exitCodeOf(rig, name), 0);
  });

  it('gives each client a directory with --per-client runs', async () => {
    const sink = await rig.open({ perClient: 'runs' });
    const events = [...madeRun({ clients: ['a', 'b/c'] }), finished(60)];
    const run = await rig.deliver(sink, events);
    await ok(sink.flush(run, CLOSING));
    const names = rig.directories();
    assert.equal(names.length, 3);
    const groups = names.map((name) => {
      const message = recordsOf(rig, name).find(({ field }) => field === 17)?.message ?? new Map();
      return [textOf(message, 6), textOf(message, 7), textOf(message, 8), rowsIn(rig, name).length];
    });
    assert.deepEqual(groups.sort(), [
      ['made', 'client', 'a', 3],
      ['made', 'client', 'b/c', 3],
      ['made', 'server', 'made', 6],
    ]);
    assert.match(rig.warnings.at(-1) ?? '', /wrote 3 directories .*wandb sync wandb\/offline-run-\d+_\d+-\*\)$/);
    // The choice stays with the run.
    const again = await rig.open({ perClient: 'keys' });
    await rig.deliver(again, [...events, late(0, 70)]);
    await ok(again.flush(run, CLOSING));
    const more = rig.directories().filter((name) => !names.includes(name));
    assert.deepEqual(
      more.flatMap((name) => rowsIn(rig, name).map((row) => Object.keys(row).includes('client/loss'))).sort(),
      [false, true],
    );
  });

  it('keeps what belongs to a run as artifacts, and no path of the machine in any record', async () => {
    const out = join(rig.folder, 'out');
    mkdirSync(out);
    for (const round of [0, 2]) writeFileSync(join(out, `model-${round}.bin`), `weights ${round}`);
    const checkpoint = (round: number): JournalEvent => ({
      ...{ event_type: 'checkpoint', run_id: 'made', round, timestamp: at(50 + round) },
      ...{ path: join(out, `model-${round}.bin`), metadata: { size: round } },
    });
    const events = [...madeRun(), checkpoint(0), checkpoint(2), checkpoint(1), finished(60)];
    const sink = await rig.open();
    const run = await rig.deliver(sink, events);
    await ok(sink.flush(run, CLOSING));
    const [name = ''] = rig.directories();
    const file = readFileSync(join(rig.wandb, name, 'run-made.wandb'));
    // A host's name may be as short as `vm`, which random ids contain too: it is looked for as a whole value.
    const host = hostname();
    const hosts = [`${String.fromCharCode(host.length)}${host}`, JSON.stringify(host)];
    for (const told of [rig.folder, process.cwd(), ...hosts, userInfo().homedir]) {
      assert.equal(file.includes(told), false, told);
    }
    const artifacts = recordsOf(rig, name).filter(({ field }) => field === 8);
    const described = artifacts.map(({ message }) => {
      const files = messagesOf(messagesOf(message, 12)[0] ?? new Map(), 4);
      return {
        name: textOf(message, 5),
        type: textOf(message, 4),
        aliases: message.get(11)?.map(String),
        files: files.map((one) => textOf(one, 1)),
        paths: files.map((one) => textOf(one, 6) ?? ''),
      };
    });
    assert.deepEqual(
      described.slice(0, 2).map(({ paths: _, ...rest }) => rest),
      [
        { name: 'run-made-model', type: 'model', aliases: ['round-0'], files: ['checkpoints/round_0/model-0.bin'] },
        {
          name: 'run-made-model',
          type: 'model',
          aliases: ['round-2', 'best', 'latest'],
          files: ['checkpoints/round_2/model-2.bin'],
        },
      ],
    );
    const report = described[2];
    assert.equal(report?.name, 'run-made-report');
    for (const one of ['config.json', 'map.json', 'client-updates.csv']) assert.ok(report?.files.includes(one), one);
    for (const path of described.flatMap(({ paths }) => paths)) {
      assert.match(path, new RegExp(`^wandb/${name}/artifacts/\\d+$`));
      assert.ok(readFileSync(join(rig.folder, path)).length > 0);
    }
    assert.match(rig.warnings.join('\n'), /model-1\.bin.*is not there/);
  });

  it('keeps a checkpoint only once over several directories', async () => {
    writeFileSync(join(rig.folder, 'model.bin'), 'weights');
    const checkpoint: JournalEvent = {
      ...{ event_type: 'checkpoint', run_id: 'made', round: 1, timestamp: at(50), path: 'model.bin' },
    };
    const events = [...madeRun(), checkpoint, finished(60)];
    const sink = await rig.open();
    const run = await rig.deliver(sink, events);
    await ok(sink.flush(run, { closing: false }));
    await rig.deliver(sink, [...events, late(0, 70)]);
    await ok(sink.flush(run, CLOSING));
    const names = rig
      .directories()
      .sort()
      .map((name) =>
        recordsOf(rig, name)
          .filter(({ field }) => field === 8)
          .map(({ message }) => textOf(message, 5)),
      );
    assert.deepEqual(names, [['run-made-model', 'run-made-report'], ['run-made-report']]);
  });

  it('completes what a provisional start left open', async () => {
    const [init, ...rest] = madeRun();
    assert.ok(init?.event_type === 'init');
    const events: JournalEvent[] = [
      { event_type: 'init', run_id: 'made', format: 1, provisional: true },
      ...rest.slice(0, 2),
      { ...init, event_type: 'run_update' },
      ...rest.slice(2),
      finished(60),
    ];
    const sink = await rig.open();
    await ok(sink.flush(await rig.deliver(sink, events), CLOSING));
    const records = recordsOf(rig, rig.directories()[0] ?? '');
    assert.equal(textOf(records.find(({ field }) => field === 17)?.message ?? new Map(), 3), 'digits');
    const config = records.filter(({ field }) => field === 5).flatMap(({ message }) => [...itemsOf(message)]);
    assert.ok(config.some(([key, value]) => key === 'lr' && value === '0.1'));
  });
});
