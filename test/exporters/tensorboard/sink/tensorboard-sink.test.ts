import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalEvent } from '../../../../exporters/journal/events.js';
import { encodeLine } from '../../../../exporters/journal/index.js';
import { PER_CLIENT_MODES } from '../../../../exporters/projection/index.js';
import { createTensorboardSink } from '../../../../exporters/tensorboard/index.js';
import { until } from '../../../support/until.js';
import { readRun } from '../support/event-reader.js';
import {
  createRig,
  deliver,
  eventsOf,
  expectedScalars,
  FULL,
  fullRun,
  mustBeOk,
  project,
  type Rig,
  sequenced,
  storedScalars,
} from '../support/rig.js';

describe('createTensorboardSink', () => {
  let rig: Rig;
  beforeEach(() => {
    rig = createRig();
  });
  afterEach(() => rig.end());

  const closing = { closing: true };

  for (const perClient of PER_CLIENT_MODES) {
    it(`writes every point of HiveWatch's run once with --per-client ${perClient}`, async () => {
      const events = await eventsOf(FULL);
      const sink = await rig.open({ perClient });
      await deliver(sink, fullRun, events);
      mustBeOk(await sink.flush(fullRun, closing));
      const outputs = project(events, perClient);
      assert.deepEqual(storedScalars(rig.runFolder('full')), expectedScalars(outputs));
      const clients = [...readRun(rig.runFolder('full')).keys()].filter((client) => client !== '');
      assert.equal(clients.length > 0, ['auto', 'keys', 'runs'].includes(perClient));
    });
  }

  it('describes the run in texts, and in what the tab of hyperparameters reads', async () => {
    const sink = await rig.open();
    await deliver(sink, fullRun, await eventsOf(FULL));
    mustBeOk(await sink.flush(fullRun, closing));
    const own = readRun(rig.runFolder('full')).get('')?.values ?? [];
    const config = own.filter(({ tag }) => tag === 'run/config');
    assert.equal(config.length, 1);
    assert.match(config[0]?.text ?? '', /^```json\n\{"rounds":6,.*"lr":0.05.*\}\n```$/);
    assert.deepEqual(
      own.filter(({ tag }) => tag === 'run/state').map(({ text }) => text),
      ['finished'],
    );
    assert.equal(own.filter(({ plugin }) => plugin === 'hparams').length, 2);
    const dropouts = own.filter(({ tag }) => tag === 'log/client_dropout');
    assert.match(dropouts[0]?.text ?? '', /^.+: .+$/);
  });

  it('describes a tag once in a file', async () => {
    const sink = await rig.open();
    await deliver(sink, fullRun, await eventsOf(FULL), 7);
    mustBeOk(await sink.flush(fullRun, closing));
    for (const { values } of readRun(rig.runFolder('full')).values()) {
      const described = values.filter(({ description }) => description !== undefined).map(({ tag }) => tag);
      assert.equal(new Set(described).size, described.length);
      assert.equal(described.length > 0, true);
    }
  });

  it('writes a moment after the events came, so that TensorBoard can watch', async () => {
    const sink = await rig.open();
    const events = (await eventsOf(FULL)).slice(0, 20);
    await deliver(sink, fullRun, events);
    const expected = expectedScalars(project(events)).length;
    await until('the points are there', () => storedScalars(rig.runFolder('full')).length === expected);
  });

  it('writes what a tracking writer logged, sums beyond 2^53 and values that are not finite included', async () => {
    const journal = join(rig.folder, 'logged.jsonl');
    const base = { run_id: 'logged', attempt: 1, timestamp: '2026-03-02T09:00:00.500Z' };
    const moments = { min: -1, max: 1e10, sum: 2e17, sum_of_squares: 1e20 };
    const logged: JournalEvent[] = [
      { event_type: 'init', ...base, format: 1 },
      {
        event_type: 'histogram',
        ...base,
        name: 'w',
        step: 4,
        edges: [-1, 0, 1e10],
        counts: [1, 2],
        ...moments,
        nonfinite: 3,
      },
      { event_type: 'text', ...base, name: 'note', step: -2, text: '', client_id: 'c' },
    ];
    writeFileSync(journal, logged.map((event) => `${encodeLine(event)}\n`).join(''));
    const run = { runId: 'logged', stem: 'logged', journal };
    const sink = await rig.open({ perClient: 'keys' });
    await deliver(sink, run, await eventsOf(journal));
    mustBeOk(await sink.flush(run, closing));
    const read = readRun(rig.runFolder('logged'));
    const own = read.get('')?.values ?? [];
    const { histogram } = own.find(({ tag }) => tag === 'w') ?? {};
    assert.deepEqual(histogram, {
      ...{ min: -1, max: 1e10, num: 3, sum: 2e17, sumSquares: 1e20 },
      ...{ limits: [-1, 0, 1e10], buckets: [0, 1, 2] },
    });
    assert.equal(own.find(({ tag }) => tag === 'w/nonfinite')?.scalar, 3);
    const [note] = read.get('c')?.values ?? [];
    assert.deepEqual([note?.tag, note?.step, note?.plugin], ['note', -2, 'text']);
  });

  it('tries a write again that nobody waits for', async () => {
    const sink = await rig.open();
    const events = await eventsOf(FULL);
    const blocked = join(rig.runFolder('full'), 'drifter');
    // In the way before there is anything to write there: the run's folder is made with its first event.
    await deliver(sink, fullRun, events.slice(0, 1));
    writeFileSync(blocked, 'in the way');
    await deliver(sink, fullRun, events.slice(1));
    await until('the operator is told', () => rig.warnings.some((text) => /drifter.*it is tried again/.test(text)));
    rmSync(blocked);
    const expected = expectedScalars(project(events)).length;
    await until('the points are there', () => storedScalars(rig.runFolder('full')).length === expected);
  });

  it('takes events that come twice once', async () => {
    const sink = await rig.open();
    const events = await eventsOf(FULL);
    await deliver(sink, fullRun, events.slice(0, 30));
    await deliver(sink, fullRun, events.slice(10));
    mustBeOk(await sink.flush(fullRun, closing));
    assert.deepEqual(storedScalars(rig.runFolder('full')), expectedScalars(project(events)));
  });

  it('goes on with a run that was let go, and with late data after the end', async () => {
    const sink = await rig.open();
    const journal = join(rig.folder, 'late.jsonl');
    const lines = readFileSync(FULL, 'utf8').trim().split('\n');
    const late: JournalEvent = {
      ...{ event_type: 'scalar', run_id: 'run-full-0001', timestamp: '2026-03-02T10:00:00.000Z' },
      ...{ name: 'after', step: 3, value: 2n ** 60n, client_id: 'late/comer' },
    };
    writeFileSync(journal, `${[...lines, encodeLine(late)].join('\n')}\n`);
    const run = { runId: 'run-full-0001', stem: 'late', journal };
    const events = await eventsOf(journal);
    await deliver(sink, run, events.slice(0, -1));
    mustBeOk(await sink.flush(run, closing));
    await deliver(sink, run, events.slice(-1));
    mustBeOk(await sink.flush(run, closing));
    assert.deepEqual(storedScalars(rig.runFolder('late')), expectedScalars(project(events)));
    assert.equal(readRun(rig.runFolder('late')).get('late/comer')?.values[0]?.scalar, 2 ** 60);
  });

  it('folds a run again whose files somebody removed or cut', async () => {
    const sink = await rig.open();
    const events = await eventsOf(FULL);
    await deliver(sink, fullRun, events.slice(0, 25));
    mustBeOk(await sink.flush(fullRun));
    rmSync(rig.runFolder('full'), { recursive: true });
    const rest = events.slice(25);
    const lost = await sink.apply(fullRun, rest);
    const flushed = lost.kind === 'ok' ? await sink.flush(fullRun, closing) : lost;
    assert.match(flushed.kind === 'retry' ? flushed.reason : '', /has lost what was in it/);
    mustBeOk(await sink.apply(fullRun, rest));
    mustBeOk(await sink.flush(fullRun, closing));
    assert.deepEqual(storedScalars(rig.runFolder('full')), expectedScalars(project(events)));
  });

  it('keeps how single clients are shown, and says so', async () => {
    const events = await eventsOf(FULL);
    const first = await rig.open({ perClient: 'off' });
    await deliver(first, fullRun, events.slice(0, 20));
    mustBeOk(await first.flush(fullRun, closing));
    const second = await rig.open({ perClient: 'keys' });
    await deliver(second, fullRun, events);
    mustBeOk(await second.flush(fullRun, closing));
    assert.deepEqual(storedScalars(rig.runFolder('full')), expectedScalars(project(events, 'off')));
    assert.match(rig.warnings.join(), /was begun with --per-client off, which stays/);
  });

  it('takes nothing of a run whose folder is another’s', async () => {
    const sink = await rig.open();
    await deliver(sink, fullRun, await eventsOf(FULL));
    mustBeOk(await sink.flush(fullRun, closing));
    const other = sequenced([{ event_type: 'init', run_id: 'other', format: 1 }]);
    const result = await sink.apply({ runId: 'other', stem: 'full' }, other);
    assert.match(result.kind === 'park' ? result.reason : '', /is of run "run-full-0001", not of run "other"/);
  });

  it('asks for another try while it cannot write, and loses nothing', async () => {
    const sink = await rig.open();
    const events = await eventsOf(FULL);
    rmSync(join(rig.folder, 'tensorboard'), { recursive: true });
    writeFileSync(join(rig.folder, 'tensorboard'), 'in the way');
    const refused = await sink.apply(fullRun, events);
    assert.equal(refused.kind, 'retry');
    rmSync(join(rig.folder, 'tensorboard'));
    mkdirSync(join(rig.folder, 'tensorboard'));
    mustBeOk(await sink.apply(fullRun, events));
    mustBeOk(await sink.flush(fullRun, closing));
    assert.deepEqual(storedScalars(rig.runFolder('full')), expectedScalars(project(events)));
  });

  it('writes many runs, more than it holds in memory', async () => {
    const sink = await rig.open();
    const ids = Array.from({ length: 70 }, (_, n) => `run-${n}`);
    for (const part of ['first', 'second']) {
      for (const id of ids) {
        const journal = join(rig.folder, `${id}.jsonl`);
        const event: JournalEvent = { event_type: 'scalar', run_id: id, name: part, step: 1, value: ids.indexOf(id) };
        writeFileSync(journal, `${encodeLine(event)}\n`, { flag: 'a' });
        const events = await eventsOf(journal);
        mustBeOk(await sink.apply({ runId: id, stem: id, journal }, events.slice(-1)));
      }
    }
    mustBeOk(await sink.flush());
    for (const [n, id] of ids.entries()) {
      const points = storedScalars(rig.runFolder(id));
      assert.deepEqual(points, [`|first|1|0|${n}`, `|second|1|0|${n}`]);
    }
  });

  it('has few files open, however many clients there are', async () => {
    const clients = 600;
    const base = { run_id: 'many', attempt: 1, timestamp: '2026-03-02T09:00:00.500Z' };
    const events = sequenced([
      { event_type: 'init', ...base, format: 1 },
      ...Array.from({ length: clients }, (_, n): JournalEvent => {
        return { event_type: 'scalar', ...base, name: 'x', step: n, value: n, client_id: `client ${n}` };
      }),
    ]);
    const open = () => readdirSync('/dev/fd').length;
    const before = open();
    let most = 0;
    const timer = setInterval(() => {
      most = Math.max(most, open());
    }, 1);
    const run = { runId: 'many', stem: 'many' };
    const sink = await rig.open({ perClient: 'keys' });
    await deliver(sink, run, events);
    mustBeOk(await sink.flush(run, closing));
    clearInterval(timer);
    assert.equal(storedScalars(rig.runFolder('many')).length, clients);
    // Eight files, and what a folder's listing needs.
    assert.equal(most - before <= 16, true, `${before} before, ${most} at most`);
  });

  it('writes to the folder that is its argument, and says where', async () => {
    const argument = join(rig.folder, 'elsewhere');
    const sink = await rig.open({ argument });
    mustBeOk(await sink.apply(fullRun, await eventsOf(FULL)));
    mustBeOk(await sink.flush());
    assert.equal(existsSync(join(argument, 'full', '.fedotel.json')), true);
    const check = await sink.check();
    assert.match(check.kind === 'ok' ? check.detail : '', /tensorboard --logdir .*elsewhere/);
    rmSync(argument, { recursive: true });
    assert.equal((await sink.check()).kind, 'failed');
  });

  it('refuses settings that are none', async () => {
    const context = { runsDir: rig.folder, stateDir: rig.folder, warn: () => undefined };
    await assert.rejects(
      createTensorboardSink().open({ ...context, argument: '' }),
      /--to tensorboard=: expected a folder/,
    );
    const wrong = { ...context, argument: undefined };
    await assert.rejects(
      createTensorboardSink().open({ ...wrong, perClient: 'some' }),
      /--per-client: expected one of auto, /,
    );
    const sink = createTensorboardSink({ env: { FEDOTEL_PER_CLIENT: 'x' } });
    await assert.rejects(sink.open(wrong), /FEDOTEL_PER_CLIENT: expected one of .*, got "x"/);
  });

  it('goes on after a process that was killed at any place of the journal and any byte', async () => {
    const events = await eventsOf(FULL);
    const file = join(rig.runFolder('full'), 'events.out.tfevents.1772442000.fedotel');
    for (const [place] of events.entries()) {
      const killed = await rig.open({ perClient: 'keys' });
      await deliver(killed, fullRun, events.slice(0, place + 1));
      mustBeOk(await killed.flush(fullRun));
      if (place % 3 === 0) truncateSync(file, Math.floor((readFileSync(file).length * (place + 1)) / events.length));
    }
    const sink = await rig.open({ perClient: 'keys' });
    await deliver(sink, fullRun, events);
    mustBeOk(await sink.flush(fullRun, closing));
    assert.deepEqual(storedScalars(rig.runFolder('full')), expectedScalars(project(events, 'keys')));
  });
});
