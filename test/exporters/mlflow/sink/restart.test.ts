import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SequencedEvent, Sink } from '../../../../exporters/bridge/index.js';
import { faults } from '../../../support/fake-mlflow/faults.js';
import { createRandom } from '../../../support/random.js';
import { createRig, expectedPoints, pointRequests, type Rig, sequenced, storedPoints } from './rig.js';

const RUN = { runId: 'long', stem: 'long' };
const CLIENTS = Array.from({ length: 20 }, (_, n) => `client ${n}`);
const ROUNDS = 60;

/** A run of some thousand points: several plans, several requests each. */
function longRun(): SequencedEvent[] {
  const time = (round: number, n: number) => new Date(Date.UTC(2026, 0, 1) + round * 60_000 + n * 10).toISOString();
  return sequenced([
    { event_type: 'init', run_id: 'long', format: 1, timestamp: time(0, 0), config: { lr: 0.1 } },
    ...Array.from({ length: ROUNDS }, (_, round) => [
      ...CLIENTS.map((client_id, n) => ({
        event_type: 'client_update' as const,
        run_id: 'long',
        round,
        timestamp: time(round, n),
        clients: [{ client_id, local_loss: n / (round + 1), local_accuracy: round / 100, num_samples: 10 + n }],
      })),
      {
        event_type: 'round_end' as const,
        run_id: 'long',
        round,
        timestamp: time(round, 999),
        round_metrics: { global_accuracy: round / 100, global_loss: 1 / (round + 1) },
      },
    ]).flat(),
    { event_type: 'finished', run_id: 'long', timestamp: time(ROUNDS, 0) },
  ]);
}

describe('mlflow sink, killed and started again', () => {
  let rig: Rig;
  const events = longRun();
  const expected = expectedPoints(events);
  afterEach(() => rig.end());

  async function deliver(
    sink: Sink,
    some: readonly SequencedEvent[] = events,
    isKilled = () => false,
    atOnce = 200,
  ): Promise<void> {
    for (let from = 0; from < some.length; from += atOnce) {
      await untilOk(() => sink.apply(RUN, some.slice(from, from + atOnce)), isKilled);
    }
  }
  async function untilOk(attempt: () => Promise<{ kind: string }>, isKilled = () => false): Promise<void> {
    while (!isKilled()) {
      const { kind } = await attempt();
      if (kind === 'ok') return;
      assert.equal(kind, 'retry');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /**
   * Lets a sink run until the server has seen so many requests, and then never again.
   *
   * @param atOnce events that come together
   * @param flushAt number of the event before which nothing more seems to come
   */
  async function killAfter(requests: number, atOnce?: number, flushAt?: number): Promise<void> {
    const sink = await rig.open();
    let killed = false;
    const isKilled = () => killed;
    const work = (async () => {
      if (flushAt !== undefined) {
        await deliver(sink, events.slice(0, flushAt), isKilled, atOnce);
        await untilOk(() => sink.flush(RUN), isKilled);
      }
      await deliver(sink, events.slice(flushAt), isKilled, atOnce);
      await untilOk(() => sink.flush(RUN, { closing: true }), isKilled);
    })();
    const start = rig.fake.seen.length;
    while (rig.fake.seen.length - start < requests) {
      const done = await Promise.race([work.then(() => true), new Promise((resolve) => setImmediate(resolve))]);
      if (done === true) return;
    }
    // What it has sent arrives, and what is answered does not reach it.
    killed = true;
    await sink.close();
    await work;
  }

  it('has everything once, whatever the request at which it was killed', async () => {
    rig = await createRig();
    for (let requests = 1; requests <= 24; requests++) {
      rig.fake.store.runs.clear();
      await rig.end();
      rig = await createRig();
      await killAfter(requests);
      const sink = await rig.open();
      await deliver(sink);
      await untilOk(() => sink.flush(RUN, { closing: true }));
      assert.deepEqual(storedPoints(rig.fake), expected, `killed at request ${requests}`);
      assert.equal(rig.fake.store.runs.size, 1);
    }
  }).timeout(120_000);

  it('has everything once after many kills and lost answers in one run', async () => {
    rig = await createRig();
    const seed = Number(process.env.FEDOTEL_TEST_SEED ?? 20260302);
    const random = createRandom(seed);
    for (let kill = 0; kill < 20; kill++) {
      if (random() < 0.5) rig.fake.fault(random() < 0.5 ? faults.lose : faults.drop);
      await killAfter(1 + Math.floor(random() * 6));
    }
    const sink = await rig.open();
    await deliver(sink);
    await untilOk(() => sink.flush(RUN, { closing: true }));
    assert.deepEqual(storedPoints(rig.fake), expected, `seed ${seed}`);
    assert.equal(rig.fake.store.runs.size, 1);
  }).timeout(120_000);

  it('sends nothing that is there: looks at the request under way, and goes on behind it', async () => {
    rig = await createRig();
    await killAfter(12);
    const before = new Set(storedPoints(rig.fake));
    const from = rig.fake.seen.length;
    const sink = await rig.open();
    await deliver(sink);
    await untilOk(() => sink.flush(RUN, { closing: true }));
    const sent = rig.fake.seen.slice(from).filter(({ body }) => body.includes('"metrics"'));
    const again = sent.flatMap(({ body }) => {
      const { metrics } = JSON.parse(body) as {
        metrics: { key: string; step: number; timestamp: number; value: number }[];
      };
      return metrics.filter(({ key, step, timestamp, value }) => before.has(` ${key} ${step} ${timestamp} ${value}`));
    });
    assert.deepEqual(again, []);
    assert.deepEqual(storedPoints(rig.fake), expected);
  });

  it('misses nothing when it is killed again and again while the points under way come back too slowly', async () => {
    const seed = Number(process.env.FEDOTEL_TEST_SEED ?? 20261122);
    const random = createRandom(seed);
    for (let turn = 0; turn < 6; turn++) {
      rig = await createRig();
      // A backlog: its requests are cut by keys, not by rounds.
      await killAfter(6 + Math.floor(random() * 7), events.length);
      for (let kill = 0; kill < 8; kill++) {
        // Flushed as if nothing more came: what was under way is cut anew, in other requests.
        const part = 1 + Math.floor(random() * (events.length - 1));
        await killAfter(1 + Math.floor(random() * 8), part, part);
      }
      const sink = await rig.open();
      await deliver(sink);
      await untilOk(() => sink.flush(RUN, { closing: true }));
      assert.deepEqual(storedPoints(rig.fake), expected, `seed ${seed}, turn ${turn}`);
      await rig.end();
    }
    rig = await createRig();
  }).timeout(120_000);

  for (const [what, damage] of Object.entries({
    'is lost': () => undefined,
    'is damaged': () => '{"runId":"lo',
    'is of another version of fedotel': (text: string) =>
      JSON.stringify({ ...JSON.parse(text), version: '0.0.1', place: 77 }),
    'is of another journal': (text: string) => JSON.stringify({ ...JSON.parse(text), head: 'other', place: 77 }),
    'is of another server': (text: string) => JSON.stringify({ ...JSON.parse(text), destination: 'x', place: 77 }),
  })) {
    it(`asks MLflow what it has when its place ${what}`, async () => {
      rig = await createRig();
      const first = await rig.open();
      await deliver(first, events.slice(0, 700));
      await untilOk(() => first.flush(RUN, { closing: true }));
      const path = join(rig.stateDir, 'long.json');
      writeFileSync(path, damage(readFileSync(path, 'utf8')) ?? '');
      const requests = pointRequests(rig.fake);
      const second = await rig.open();
      await deliver(second);
      await untilOk(() => second.flush(RUN, { closing: true }));
      assert.deepEqual(storedPoints(rig.fake), expected);
      assert.equal(rig.fake.store.runs.size, 1);
      const bodies = rig.fake.seen.filter(({ body }) => body.includes('"metrics"')).slice(requests);
      const points = bodies.reduce((sum, { body }) => sum + (JSON.parse(body) as { metrics: [] }).metrics.length, 0);
      assert.ok(points < expected.length, `${points} points were sent`);
    });
  }

  it('numbers the points again as it did when it gave up waiting for some', async () => {
    rig = await createRig();
    const emitted = { updates: 3, rounds: 1, events: 0 };
    const all = sequenced([
      { event_type: 'init', run_id: 'long', format: 1, timestamp: '2026-01-01T00:00:00.000Z' },
      { event_type: 'round_start', run_id: 'long', round: 1, num_selected: 3, timestamp: '2026-01-01T00:00:00.500Z' },
      ...['a', 'b'].map((client_id) => ({
        event_type: 'client_update' as const,
        run_id: 'long',
        round: 1,
        timestamp: '2026-01-01T00:00:01.000Z',
        field_count: 2,
        clients: [{ client_id, local_loss: 0.5, status: 'active' }],
      })),
      {
        event_type: 'round_end',
        run_id: 'long',
        round: 1,
        timestamp: '2026-01-01T00:00:02.000Z',
        round_metrics: { global_accuracy: 0.5, num_selected: 3, num_completed: 3 },
      },
      { event_type: 'finished', run_id: 'long', timestamp: '2026-01-01T00:00:03.000Z', emitted },
      {
        event_type: 'client_update',
        run_id: 'long',
        round: 1,
        timestamp: '2026-01-01T00:00:01.500Z',
        field_count: 2,
        clients: [{ client_id: 'c', local_loss: 0.7, status: 'active' }],
      },
    ]);
    const first = await rig.open();
    await first.apply(RUN, all.slice(0, -1));
    await untilOk(() => first.flush(RUN, { closing: true }));
    const settled = storedPoints(rig.fake);
    assert.ok(settled.some((point) => point.includes('clients/loss/max')));
    const second = await rig.open();
    await second.apply(RUN, all);
    await untilOk(() => second.flush(RUN, { closing: true }));
    const points = storedPoints(rig.fake);
    assert.deepEqual(
      settled.filter((point) => !points.includes(point)),
      [],
    );
    const maxima = points.filter((point) => point.includes('clients/loss/max'));
    assert.equal(maxima.length, 1, maxima.join());
    assert.ok(points.some((point) => point.startsWith(' client.c.loss 1 ')));
  });
});
