import assert from 'node:assert/strict';
import { context as contextApi } from '@opentelemetry/api';
import fc from 'fast-check';
import { clientTaskOn } from '../../../lib/client/client-task.js';
import { MAX_REPORT_BYTES } from '../../../lib/client/report-builder.js';
import type { ClientReport } from '../../../lib/client/types.js';
import { createCore, type Drainer } from '../../../lib/core/core.js';
import { createContextManager } from '../../../lib/telemetry/providers/context-manager.js';
import { createWriterOn } from '../../../lib/tracking/create-writer.js';
import type { Writer } from '../../../lib/tracking/types.js';
import type { RunOptions } from '../../../lib/types.js';
import { createSilentWarnings, type Recording, record } from '../support/recording.js';
import { eventsOf, journalOf } from '../tracking/support.js';

/** Through the wire and back. */
function overTheWire<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** A server with a run, and a process of a client that has no telemetry of its own. */
function federation(options: Partial<RunOptions> = {}) {
  const server = record(options);
  const warnings = createSilentWarnings();
  const core = createCore(warnings);
  /** One round's task: the client does something with a writer, the server hears of it. */
  const task = async (round: number, work: (writer: Writer) => void, client = 'a'): Promise<ClientReport> => {
    const carrier = overTheWire(server.run.startRound({ number: round }).startTask({ client }).carrier());
    const { report } = await clientTaskOn(core, carrier, () => work(createWriterOn(core)));
    assert.ok(Buffer.byteLength(JSON.stringify(report)) <= MAX_REPORT_BYTES);
    server.run.clientUpdate({ round, client, report: overTheWire(report) });
    return report;
  };
  return { server, core, warnings, task };
}

/** Names, steps and values of the numbers that came, in order of time. */
function scalarsOf(server: Recording, client = 'a'): unknown[] {
  return eventsOf(server.core, 'scalar')
    .filter((event) => event.client_id === client)
    .map(({ name, step, value }) => [name, step, value]);
}

const STORAGE_KEY = Symbol.for('fedotel.task-storage.1');
const holder = globalThis as { [STORAGE_KEY]?: unknown };

const TELEMETRY: Drainer = {
  clientUpdates: 'points',
  runStarted: () => undefined,
  runEnded: () => undefined,
  flush: async () => true,
};

describe('what a task logs', () => {
  it('comes with the report: values, histograms, texts and facts, each with its own time and the client', async () => {
    const { server, task } = federation();
    const before = Date.now();
    await task(3, (writer) => {
      writer.addScalar('loss', Number.NaN, 7);
      writer.addScalar('loss', 0.1, 8);
      writer.addHistogram('w', new Float32Array([1, 2, 3]), 7);
      writer.addText('notes', 'hällo', 7);
      writer.logParams({ lr: 0.1, apiKey: 'x' });
      writer.setTags({ site: 'x' });
      writer.logArtifact('out/m.bin');
    });
    const events = journalOf(server.core).filter((event) => 'client_id' in event && event.event_type !== 'task');
    assert.deepEqual(events.map(({ event_type: type }) => type).sort(), [
      ...['artifact', 'histogram', 'run_update', 'run_update', 'run_update', 'scalar', 'scalar', 'text'],
    ]);
    for (const event of events) {
      assert.equal('client_id' in event && event.client_id, 'a');
      const time = Date.parse(event.timestamp ?? '');
      assert.ok(time >= before - 1 && time <= Date.now());
    }
    assert.deepEqual(scalarsOf(server), [
      ['loss', 7, Number.NaN],
      ['loss', 8, 0.1],
    ]);
    const [histogram] = eventsOf(server.core, 'histogram');
    assert.deepEqual([histogram?.step, histogram?.sum, histogram?.counts.length], [7, 6, 64]);
    assert.equal(eventsOf(server.core, 'text')[0]?.text, 'hällo');
    const updates = eventsOf(server.core, 'run_update');
    assert.deepEqual(
      updates.map(({ params, tags }) => params ?? tags),
      [{ lr: 0.1 }, { apiKey: '[redacted]' }, { site: 'x' }],
    );
    const rounds = server.core.outbox.points.peek({ maxRecords: 2, maxBytes: 1e9 }).records.map(({ round }) => round);
    assert.deepEqual(rounds, [3, 3]);
  });

  it('has the edges of a histogram to the last bit', async () => {
    const { server, task } = federation();
    const values = Float64Array.from({ length: 1000 }, (_, index) => Math.sin(index) / 3);
    await task(1, (writer) => {
      writer.addHistogram('w', values);
      createWriterOn(server.core, { run: server.run }).addHistogram('w', values);
    });
    const [one, two] = eventsOf(server.core, 'histogram');
    assert.deepEqual(one?.edges, two?.edges);
    assert.deepEqual(one?.counts, two?.counts);
    assert.deepEqual([one?.sum, one?.sum_of_squares], [two?.sum, two?.sum_of_squares]);
  });

  it('counts on from task to task, also where the client forgets', async () => {
    const { server, task } = federation();
    await task(1, (writer) => [1, 2].map((value) => writer.addScalar('x', value)));
    await task(2, (writer) => writer.addScalar('x', 3, 10));
    await task(3, (writer) => writer.addScalar('x', 4));
    await task(3, (writer) => writer.addScalar('x', 5), 'late');
    assert.deepEqual(
      scalarsOf(server).map((scalar) => (scalar as number[])[1]),
      [0, 1, 10, 11],
    );
    assert.deepEqual(scalarsOf(server, 'late'), [['x', 0, 5]]);
  });

  it('keeps repeated steps of one moment apart', async () => {
    const { server, task } = federation();
    await task(1, (writer) => {
      for (const value of [1, 1, 1]) writer.addScalar('x', value, 5);
      for (const text of ['a', 'a']) writer.addText('t', text, 5);
    });
    const times = (type: 'scalar' | 'text') => eventsOf(server.core, type).map(({ timestamp }) => timestamp);
    assert.equal(new Set(times('scalar')).size, 3);
    assert.equal(new Set(times('text')).size, 2);
  });

  it('waits for the next report where one has no room, in order, and belongs to no round then', async () => {
    const { server, task, warnings } = federation();
    const first = await task(1, (writer) => {
      for (let step = 0; step < 500; step++) writer.addScalar('loss', Math.sin(step), step);
    });
    assert.ok((first.log?.waiting ?? 0) > 0);
    assert.equal(warnings.said[0]?.code, 'FEDOTEL_REPORT_TRIMMED');
    for (let round = 2; scalarsOf(server).length < 500; round++) {
      assert.ok(round < 8, 'it takes more than seven reports');
      await task(round, () => undefined);
    }
    const expected = Array.from({ length: 500 }, (_, step) => ['loss', step, Math.sin(step)]);
    assert.deepEqual(scalarsOf(server), expected);
    const { records } = server.core.outbox.points.peek({ maxRecords: 1000, maxBytes: 1e9 });
    const scalars = records.filter((point) => point.kind === 'scalar');
    assert.deepEqual([scalars[0]?.round, scalars.at(-1)?.round], [1, undefined]);
  });

  it('uses the room of a report well', async () => {
    const { task, server } = federation();
    await task(1, (writer) => {
      for (let step = 0; step < 1000; step++) writer.addScalar('loss', step / 1000, step);
    });
    assert.ok(scalarsOf(server).length > 400, `${scalarsOf(server).length} numbers of three digits in a report`);
  });

  it('stays, with the count of what was lost, where a report has no room left at all', async () => {
    const { server, core, task } = federation();
    const carrier = server.run.startRound({ number: 1 }).startTask({ client: 'a' }).carrier();
    const base = JSON.stringify((await clientTaskOn(core, carrier, () => undefined)).report).length;
    /** Lost, or in a report that the server does not get. */
    let lost = 0;
    for (const room of [0, 5, 40, 80]) {
      const { report } = await clientTaskOn(core, carrier, (own) => {
        own.set({ attributes: { x: 'y'.repeat(MAX_REPORT_BYTES - base - 40 - room) } });
        for (let step = 0; step < 5_000; step++) createWriterOn(core, { task: own }).addScalar('x', 1, step);
      });
      assert.ok(Buffer.byteLength(JSON.stringify(report)) <= MAX_REPORT_BYTES);
      assert.equal(report.attributes?.x !== undefined, true);
      // How many digits the task's times have decides whether a value or two fit.
      lost += (report.log?.lost ?? 0) + (report.log?.s?.[0]?.[3].length ?? 0);
    }
    const report = await task(2, () => undefined);
    const kept = (report.log?.waiting ?? 0) + scalarsOf(server).length;
    assert.equal(kept + lost + (report.log?.lost ?? 0), 20_000);
    assert.ok(kept > 9_900 && kept <= 10_000, String(kept));
  });

  it('of a failed task comes with the next', async () => {
    const { server, core, task } = federation();
    const carrier = server.run.startRound({ number: 1 }).startTask({ client: 'a' }).carrier();
    const failing = clientTaskOn(core, carrier, () => {
      createWriterOn(core).addScalar('x', 1);
      throw new Error('out of memory');
    });
    await assert.rejects(failing);
    await task(2, (writer) => writer.addScalar('x', 2));
    assert.deepEqual(scalarsOf(server), [
      ['x', 0, 1],
      ['x', 1, 2],
    ]);
  });

  it('is counted as dropped, and said, when it still waits as the run ends, or found no room at all', async () => {
    const { server, task } = federation();
    const report = await task(1, (writer) => {
      for (let step = 0; step < 11_000; step++) writer.addScalar('loss', Math.sin(step), step);
    });
    assert.equal(report.log?.lost, 1000);
    await server.run.finish();
    const dropped = server.event('fl.run.finished').attributes['fl.run.emitted.dropped'];
    assert.equal(dropped, 11_000 - scalarsOf(server).length);
    assert.equal(server.warnings.filter(({ code }) => code === 'FEDOTEL_REPORT_TRIMMED').length, 2);
  });

  it('does not hold up other tags where one value needs more room than there is', async () => {
    const { server, task } = federation();
    const work = (writer: Writer) => {
      writer.addText('long', 'ä'.repeat(1400));
      writer.addText('long', 'b'.repeat(1400));
      writer.addText('long', 'c');
      writer.addScalar('x', 1);
    };
    await task(1, work);
    assert.deepEqual(
      eventsOf(server.core, 'text').map(({ text }) => text[0]),
      ['ä'],
    );
    assert.equal(scalarsOf(server).length, 1);
    await task(2, () => undefined);
    assert.deepEqual(
      eventsOf(server.core, 'text').map(({ text }) => text[0]),
      ['ä', 'b', 'c'],
    );
  });

  it('is cut or made coarser where it fits into no report', async () => {
    const { server, task } = federation();
    await task(1, (writer) => {
      writer.addText('long', 'x'.repeat(30_000));
      writer.addHistogram('fine', [0, 1, 2, 3], 0, { bins: 500 });
    });
    assert.match(eventsOf(server.core, 'text')[0]?.text ?? '', /^x{1499}…$/);
    const [histogram] = eventsOf(server.core, 'histogram');
    assert.ok((histogram?.counts.length ?? 99) <= 64);
    assert.equal(
      histogram?.counts.reduce((sum, count) => sum + count, 0),
      4,
    );
  });

  it("obeys the server's privacy settings", async () => {
    const { server, task } = federation({ secureAggregation: true });
    await task(1, (writer) => {
      writer.addScalar('val_loss', 1);
      writer.addHistogram('w', [1]);
      writer.addScalar('battery', 1);
    });
    assert.deepEqual(scalarsOf(server), [['battery', 0, 1]]);
    assert.deepEqual(eventsOf(server.core, 'histogram'), []);
    const none = federation({ privacy: { perClient: false } });
    const report = await none.task(1, (writer) => writer.addScalar('battery', 1));
    assert.equal(report.log, undefined);
    assert.equal(none.warnings.said[0]?.code, 'FEDOTEL_PRIVACY');
  });

  it('is lost, and that is said, without a carrier', async () => {
    const { core, warnings } = federation();
    const { report } = await clientTaskOn(core, undefined, () => createWriterOn(core).addScalar('x', 1));
    assert.equal(report.log, undefined);
    assert.ok(warnings.said.some(({ about }) => about === 'log without carrier'));
  });

  describe('with telemetry in the client', () => {
    it('goes out at once, under the identity of the carrier', async () => {
      const { server, core, task } = federation();
      core.register(TELEMETRY);
      const report = await task(2, (writer) => {
        writer.addScalar('x', 1);
        writer.addText('t', 'x');
        writer.logParams({ lr: 1 });
        writer.logArtifact('m');
      });
      await task(3, (writer) => writer.addScalar('x', 2));
      assert.equal(report.log, undefined);
      const own = journalOf(core);
      assert.deepEqual(
        own.map(({ event_type, run_id, attempt }) => [event_type, run_id, attempt]),
        ['text', 'run_update', 'artifact', 'scalar', 'scalar'].map((type) => [type, server.run.id, server.run.attempt]),
      );
      assert.ok(own.every((event) => 'client_id' in event && event.client_id === 'a'));
      assert.deepEqual(
        eventsOf(core, 'scalar').map(({ step }) => step),
        [0, 1],
      );
    });

    it('stays in the report where privacy has something to hide', async () => {
      for (const options of [
        { privacy: { clientIds: 'hmac', key: 'a key of the tests' } },
        { privacy: { perClient: ['loss', 'trainDuration', 'metrics'] } },
        { secureAggregation: true },
      ] as const) {
        const { server, core, task } = federation(options);
        core.register(TELEMETRY);
        await task(1, (writer) => writer.addScalar('battery', 1));
        assert.deepEqual(journalOf(core), []);
        assert.equal(eventsOf(server.core, 'scalar').length, 1);
      }
    });

    it('is sent when the task ends, because its process may not live to the next export', async () => {
      const { server, core, task } = federation();
      let flushes = 0;
      core.register({
        ...TELEMETRY,
        flush: () => {
          flushes += 1;
          return Promise.reject(new Error('away'));
        },
      });
      await task(1, () => undefined);
      assert.equal(flushes, 0);
      await task(1, (writer) => writer.addScalar('x', 1));
      assert.equal(flushes, 1);
      const carrier = server.run.startRound({ number: 2 }).startTask({ client: 'a' }).carrier();
      const failing = clientTaskOn(core, carrier, (own) => {
        createWriterOn(core, { task: own }).addScalar('x', 2);
        throw new Error('out of memory');
      });
      await assert.rejects(failing, /out of memory/);
      assert.equal(flushes, 2);
    });

    it('flushes by its telemetry', async () => {
      const { core, task } = federation();
      core.register({ ...TELEMETRY, flush: async (seconds) => seconds === 5 });
      const flushed: Promise<boolean>[] = [];
      await task(1, (writer) => flushed.push(writer.flush({ timeoutSeconds: 5 }), writer.flush({ timeoutSeconds: 4 })));
      assert.deepEqual(await Promise.all(flushed), [true, false]);
    });
  });

  describe('by a writer that is given no task', () => {
    /** As in a browser. */
    const withoutStorage = () => {
      holder[STORAGE_KEY] = null;
    };
    afterEach(() => {
      Reflect.deleteProperty(holder, STORAGE_KEY);
      contextApi.disable();
    });

    for (const [how, prepare] of [
      ['by itself on Node.js', () => undefined],
      [
        "by the app's context manager elsewhere",
        () => {
          withoutStorage();
          contextApi.setGlobalContextManager(createContextManager());
        },
      ],
    ] as const) {
      it(`belongs to the task that the code runs in, with many clients and a run in one process (${how})`, async () => {
        prepare();
        const recording = record();
        const { run, core } = recording;
        const writer = createWriterOn(core);
        const round = run.startRound({ number: 1 });
        const work = ['a', 'b', 'c'].map(async (client) => {
          const carrier = round.startTask({ client }).carrier();
          const { report } = await clientTaskOn(core, carrier, async () => {
            await new Promise(setImmediate);
            writer.addScalar(`of ${client}`, 1);
          });
          round.clientUpdate({ client, report });
        });
        await Promise.all(work);
        writer.addScalar('of the server', 1);
        const owners = eventsOf(core, 'scalar').map(({ name, client_id }) => [name, client_id]);
        assert.deepEqual(owners.sort(), [
          ['of a', 'a'],
          ['of b', 'b'],
          ['of c', 'c'],
          ['of the server', undefined],
        ]);
        assert.deepEqual(
          recording.warnings.filter(({ about }) => about === 'createWriter'),
          [],
        );
      });
    }

    it("is the server's own outside of tasks, also while they run", async () => {
      const recording = record();
      const { run, core } = recording;
      const carrier = run.startRound({ number: 1 }).startTask({ client: 'a' }).carrier();
      const task = clientTaskOn(core, carrier, () => new Promise(setImmediate));
      createWriterOn(core).addScalar('of the server', 1);
      await task;
      assert.deepEqual(
        eventsOf(core, 'scalar').map(({ client_id }) => client_id),
        [undefined],
      );
      assert.deepEqual(
        recording.warnings.filter(({ about }) => about === 'createWriter'),
        [],
      );
    });

    it('belongs to the only task where nothing carries contexts, and to none where several clients have one', async () => {
      withoutStorage();
      const { server, core, warnings, task } = federation();
      await task(1, (writer) => writer.addScalar('x', 1));
      assert.equal(scalarsOf(server).length, 1);
      const carriers = ['a', 'b'].map((client) => server.run.startRound({ number: 2 }).startTask({ client }).carrier());
      const writer = createWriterOn(core);
      const pause = () => new Promise(setImmediate);
      const work = () =>
        pause()
          .then(() => writer.addScalar('y', 1))
          .then(pause);
      const reports = await Promise.all(carriers.map((carrier) => clientTaskOn(core, carrier, work)));
      assert.ok(reports.every(({ report }) => report.log?.s === undefined));
      assert.equal(warnings.said.at(-1)?.about, 'createWriter');
      const given = await clientTaskOn(core, carriers[0], (own) =>
        createWriterOn(core, { task: own }).addScalar('z', 1),
      );
      assert.equal(given.report.log?.s?.length, 1);
    });
  });

  it('can be anything in a report without harm', async () => {
    const server = record();
    const anything = fc.anything({ withBigInt: false });
    const column = fc.tuple(
      fc.oneof(fc.string(), anything),
      anything,
      fc.array(fc.oneof(fc.integer(), anything)),
      fc.array(anything),
    );
    const numbers = fc.oneof(fc.array(fc.oneof(fc.double(), anything)), anything);
    const entry = fc.tuple(
      fc.constantFrom('h', 't'),
      fc.oneof(fc.string(), anything),
      anything,
      anything,
      numbers,
      numbers,
      numbers,
    );
    const log = fc.record({
      s: fc.oneof(fc.array(column), anything),
      e: fc.oneof(fc.array(entry), fc.array(fc.array(anything)), anything),
      f: fc.oneof(fc.array(fc.tuple(fc.constantFrom('p', 'g', 'a'), anything, anything)), anything),
      waiting: anything,
      lost: anything,
    });
    fc.assert(
      fc.property(log, (given) => {
        server.run.clientUpdate({
          round: 1,
          client: 'a',
          report: { v: 1, start: 1000, end: 1001, log: given as never },
        });
      }),
      { numRuns: 500 },
    );
    assert.equal(server.updates().length, 500);
    assert.deepEqual(
      server.warnings.filter(({ code }) => code === 'FEDOTEL_INTERNAL'),
      [],
    );
    journalOf(server.core);
  });
});
