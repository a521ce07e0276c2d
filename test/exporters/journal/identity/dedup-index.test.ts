import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JournalEvent } from '../../../../exporters/journal/events.js';
import type { Admission } from '../../../../exporters/journal/identity/admissions.js';
import { createDedupIndex, type DedupIndex } from '../../../../exporters/journal/identity/dedup-index.js';
import { exactTime } from '../../../../exporters/journal/identity/exact-time.js';
import { type Foresight, keyNumber } from '../../../../exporters/journal/identity/foresight.js';
import { type Identity, identityOf } from '../../../../exporters/journal/identity/identity.js';
import { instantOf } from '../../../../exporters/journal/updates/timestamp.js';
import { shuffled } from '../../../exactness/support/shuffle.js';
import { recordProof } from '../../../support/proof-figures.js';
import { createRandom } from '../../../support/random.js';
import { scalar, timeAt, update } from '../support/events.js';

interface StoredLine {
  readonly identity: Identity;
  readonly from: number;
  readonly to: number;
}

/** An index over a journal that is a list: each admitted event is a "line" of ten bytes. */
function createIndexOverList(room = Number.POSITIVE_INFINITY) {
  const lines: StoredLine[] = [];
  const scans: [number, number][] = [];
  let failing = false;
  const index = createDedupIndex(async function* (from, to) {
    scans.push([from, to]);
    for (const line of lines) {
      if (line.from < from || line.to > to) continue;
      yield line;
      if (failing) throw new Error('unreadable');
    }
  }, room);
  return {
    index,
    scans,
    failScans: (fail: boolean) => {
      failing = fail;
    },
    /** Admits and commits one event, as a batch of its own. */
    async write(event: JournalEvent): Promise<Admission> {
      const identity = identityOf(event);
      await index.prepare([identity]);
      const admission = index.admit(identity);
      const from = lines.length * 10;
      if (admission.kind !== 'duplicate') lines.push({ identity, from, to: from + 10 });
      index.commit(from, lines.length * 10);
      return admission;
    },
    /** Admits events as one batch, prepared slice by slice, and commits it, unless it fails. */
    async batch(events: readonly JournalEvent[], slice: number, fails: boolean): Promise<readonly Admission[]> {
      const answers: Admission[] = [];
      const from = lines.length;
      for (let at = 0; at < events.length; at += slice) {
        const identities = events.slice(at, at + slice).map(identityOf);
        await index.prepare(identities, foreseeing(events));
        for (const identity of identities) {
          const admission = index.admit(identity);
          answers.push(admission);
          const begin = 10 * lines.length;
          // A line with those fields only that are new.
          if (admission.kind !== 'duplicate')
            lines.push({ identity: partOf(identity, admission), from: begin, to: begin + 10 });
        }
      }
      if (fails) {
        lines.length = from;
        index.rollback();
      } else index.commit(10 * from, 10 * lines.length);
      return answers;
    },
  };
}

function partOf(identity: Identity, admission: Admission): Identity {
  if (admission.kind !== 'part') return identity;
  const has = (field: string) => admission.fields.has(field);
  if (identity.kind === 'fields') return { ...identity, fields: identity.fields.filter(has) };
  if (identity.kind !== 'values') return identity;
  return { ...identity, values: new Map([...identity.values].filter(([field]) => has(field))) };
}

/** One update in each of so many rounds. */
function roundsOf(count: number): readonly JournalEvent[] {
  return Array.from({ length: count }, (_, round) => update('r', 'a', { x: round }, { round }));
}

function foreseeing(events: readonly JournalEvent[]): Foresight {
  return async (ask) => {
    for (const identity of events.map(identityOf)) ask(identity.partition, keyNumber(identity));
  };
}

/** Admits events as one batch, prepared slice by slice. @returns what the answers were */
async function askInSlices(index: DedupIndex, events: readonly JournalEvent[], size: number): Promise<Set<string>> {
  const answers = new Set<string>();
  for (let at = 0; at < events.length; at += size) {
    const identities = events.slice(at, at + size).map(identityOf);
    await index.prepare(identities, foreseeing(events));
    for (const identity of identities) answers.add(index.admit(identity).kind);
  }
  return answers;
}

function admit(index: DedupIndex, event: JournalEvent): Admission {
  const admission = index.admit(identityOf(event));
  index.commit(0, 10);
  return admission;
}

function gauge(time: number, fields: Record<string, number>): JournalEvent {
  return update('r', 'a', fields, { source: 'gauge', timestamp: timeAt(time) });
}

describe('DedupIndex', () => {
  const NEW: Admission = { kind: 'new' };
  const DUPLICATE: Admission = { kind: 'duplicate' };
  let index: DedupIndex;

  beforeEach(() => {
    ({ index } = createIndexOverList());
  });

  it('admits each field of an update once, in whatever cut', () => {
    assert.deepEqual(admit(index, update('r', 'a', { x: 1, y: 2 })), NEW);
    assert.deepEqual(admit(index, update('r', 'a', { x: 1, y: 2 })), DUPLICATE);
    assert.deepEqual(admit(index, update('r', 'a', { y: 2, z: 3 })), { kind: 'part', fields: new Set(['z']) });
    assert.deepEqual(admit(index, update('r', 'a', { w: 4 })), NEW);
    assert.deepEqual(admit(index, update('r', 'a', { w: 4, x: 1, y: 2, z: 3 })), DUPLICATE);
    assert.deepEqual(admit(index, update('r', 'b', { x: 1 })), NEW);
  });

  it('admits an update without fields once', () => {
    assert.deepEqual(admit(index, update('r', 'a', {})), NEW);
    assert.deepEqual(admit(index, update('r', 'a', {})), DUPLICATE);
    assert.deepEqual(admit(index, update('r', 'a', {}, { field_count: 3 })), NEW);
  });

  it('admits a gauge only when its value is another one', () => {
    assert.deepEqual(admit(index, gauge(1, { x: 1, y: 1 })), NEW);
    assert.deepEqual(admit(index, gauge(2, { x: 1, y: 1 })), DUPLICATE);
    assert.deepEqual(admit(index, gauge(3, { x: 1, y: 2 })), { kind: 'part', fields: new Set(['y']) });
    assert.deepEqual(admit(index, gauge(4, { x: 1, y: 1 })), { kind: 'part', fields: new Set(['y']) });
    assert.deepEqual(admit(index, gauge(5, {})), DUPLICATE);
  });

  it('does not admit a gauge that was overtaken, nor anything of one time twice', () => {
    assert.deepEqual(admit(index, gauge(5, { x: 1 })), NEW);
    assert.deepEqual(admit(index, gauge(4, { x: 2 })), DUPLICATE);
    assert.deepEqual(admit(index, gauge(5, { x: 2 })), NEW);
    assert.deepEqual(admit(index, gauge(5, { x: 1 })), DUPLICATE);
    assert.deepEqual(admit(index, gauge(5, { x: 2 })), DUPLICATE);
    assert.deepEqual(admit(index, gauge(6, { x: 2 })), DUPLICATE);
    assert.deepEqual(admit(index, gauge(6, { x: 1 })), NEW);
  });

  it('forgets what was admitted since the last commit when told to', () => {
    admit(index, update('r', 'a', { x: 1 }));
    admit(index, gauge(1, { x: 1 }));
    const batch = [
      update('r', 'a', { x: 1, y: 1 }),
      update('r', 'b', { x: 1 }),
      update('r', 'b', { y: 1 }),
      gauge(2, { x: 2 }),
      gauge(3, { x: 3 }),
      { event_type: 'finished', run_id: 'r' } as const,
    ];
    const first = batch.map((event) => index.admit(identityOf(event)));
    index.rollback();
    const second = batch.map((event) => index.admit(identityOf(event)));
    assert.deepEqual(second, first);
    index.commit(10, 20);
    index.rollback();
    assert.deepEqual(new Set(batch.map((event) => admit(index, event).kind)), new Set(['duplicate']));
  });

  it('admits an update by its numbers as it does by its event', () => {
    const at = { client: 'a', ...(instantOf(exactTime(timeAt(1))) ?? assert.fail()) };
    const admitUpdate = (fields: readonly string[], operation = 'train') =>
      index.admitUpdate('1/r1', operation, at, fields);
    assert.deepEqual(admitUpdate(['x']), NEW);
    assert.deepEqual(index.admit(identityOf(update('r', 'a', { x: 1 }))), DUPLICATE);
    index.rollback();
    assert.deepEqual(index.admit(identityOf(update('r', 'a', { x: 1 }))), NEW);
    index.commit(0, 10);
    assert.deepEqual(admitUpdate(['x', 'y']), { kind: 'part', fields: new Set(['y']) });
    index.rollback();
    assert.deepEqual(admitUpdate(['x', 'y']), { kind: 'part', fields: new Set(['y']) });
    index.commit(10, 20);
    index.rollback();
    assert.deepEqual(admitUpdate(['y', 'x']), DUPLICATE);
    assert.deepEqual(admitUpdate(['x'], 'evaluate'), NEW);
  });

  it('keeps updates apart whose times are no instants, or whose names are long', () => {
    const odd = ['yesterday', '2026-02-30T00:00:00Z', '2026-03-02T00:00:00Z'].map((timestamp) =>
      update('r', 'a', { x: 1 }, { timestamp }),
    );
    const long = ['x', 'y'].map((end) => update('r', 'x'.repeat(200) + end, { x: 1 }));
    for (const event of [...odd, ...long]) assert.deepEqual(admit(index, event), NEW);
    for (const event of [...odd, ...long]) assert.deepEqual(admit(index, event), DUPLICATE);
  });

  it('counts what it holds, and nothing after all has left', async () => {
    const { index, write } = createIndexOverList();
    assert.equal(index.size, 0);
    await write(update('r', 'a', { x: 1 }));
    const one = index.size;
    assert.ok(one > 0);
    await write(update('r', 'b', { x: 1 }));
    assert.equal(index.size, one + 1);
    await write(update('r', 'b', { x: 1 }));
    assert.equal(index.size, one + 1);
    index.shrink(0);
    assert.equal(index.size, 0);
  });

  it('reads rounds that have left again from their place in the journal, and those only', async () => {
    const { index, write, scans } = createIndexOverList();
    const rounds = Array.from({ length: 20 }, (_, round) => update('r', 'a', { x: round }, { round }));
    for (const event of rounds) await write(event);
    index.shrink(30);
    assert.ok(index.size <= 30 && index.size > 0);
    assert.deepEqual(await write(rounds[19] as JournalEvent), DUPLICATE);
    assert.deepEqual(scans, []);
    assert.deepEqual(await write(rounds[3] as JournalEvent), DUPLICATE);
    assert.deepEqual(scans, [[30, 40]]);
    assert.deepEqual(await write(update('r', 'a', { y: 1 }, { round: 3 })), NEW);
    assert.equal(scans.length, 1);
  });

  it('keeps the rounds in use that are larger than the room, up to what it may spare', async function () {
    const { index, write, scans } = createIndexOverList();
    const clients = Array.from({ length: 100 }, (_, client) => update('r', `c${client}`, { x: 1 }, { round: 2 }));
    await write(update('r', 'a', { x: 1 }, { round: 1 }));
    for (const event of clients) {
      await write(event);
      index.shrink(50, 300);
    }
    assert.deepEqual(await write(clients[0] as JournalEvent), DUPLICATE);
    assert.deepEqual(scans, []);
    // Rounds that came later are in use instead of it.
    for (let round = 3; round <= 6; round++) await write(update('r', 'a', { x: 1 }, { round }));
    index.shrink(100, 300);
    assert.ok(index.size <= 100, `${index.size} entries`);
    assert.deepEqual(await write(clients[0] as JournalEvent), DUPLICATE);
    assert.equal(scans.length, 1);
    index.shrink(50, 100);
    assert.ok(index.size <= 100, `${index.size} entries`);
    recordProof(this.test, { 'updates of a round, room for half': clients.length, 'times read again while in use': 0 });
  });

  it('knows all events of a round that left more than once', async () => {
    const { index, write } = createIndexOverList();
    const parts = [{ x: 1 }, { y: 1 }, { z: 1 }].map((fields) => update('r', 'a', fields, { round: 1 }));
    for (const [at, part] of parts.entries()) {
      assert.deepEqual(await write(part), NEW);
      await write(update('r', 'a', { x: at }, { round: 10 + at }));
      index.shrink(0);
    }
    for (const part of parts) assert.deepEqual(await write(part), DUPLICATE);
  });

  it('does not lose sight of a round whose place cannot be read', async () => {
    const { index, write, failScans } = createIndexOverList();
    await write(update('r', 'a', { x: 1 }));
    await write(update('r', 'b', { x: 1 }));
    index.shrink(0);
    failScans(true);
    await assert.rejects(write(update('r', 'b', { x: 1 })), /unreadable/);
    failScans(false);
    assert.deepEqual(await write(update('r', 'b', { x: 1 })), DUPLICATE);
  });

  it('can roll back a batch in whose middle a round was read again', async () => {
    const { index, write } = createIndexOverList();
    const old = update('r', 'a', { x: 1 }, { round: 1 });
    await write(old);
    index.shrink(0);
    const fresh = identityOf(update('r', 'a', { x: 1 }, { round: 2 }));
    assert.deepEqual(index.admit(fresh), NEW);
    await index.prepare([identityOf(old)]);
    assert.deepEqual(index.admit(identityOf(old)), DUPLICATE);
    index.rollback();
    assert.deepEqual(index.admit(fresh), NEW);
    assert.deepEqual(index.admit(identityOf(old)), DUPLICATE);
  });

  it('reads once for a batch, however many parts it asks for, and keeps those for which there is room', async () => {
    const { index, write, scans } = createIndexOverList();
    const rounds = roundsOf(100);
    for (const event of rounds) await write(event);
    index.shrink(0);
    const batch = shuffled(rounds, createRandom(1));
    assert.deepEqual(await askInSlices(index, batch, 10), new Set(['duplicate']));
    assert.deepEqual(scans, [[0, 1000]]);
    index.commit(0, 0);
    await askInSlices(index, batch, 10);
    assert.equal(scans.length, 1);
  });

  it('looks up no more than a batch asks for where there is no room, and forgets it again', async () => {
    const { index, write, scans } = createIndexOverList(0);
    const rounds = roundsOf(100);
    for (const event of rounds) await write(event);
    index.shrink(0);
    for (let again = 1; again <= 2; again++) {
      assert.deepEqual(await askInSlices(index, rounds, 10), new Set(['duplicate']));
      index.commit(0, 0);
      assert.equal(index.size, 1, 'the name of the field');
      assert.equal(scans.length, again);
    }
  });

  it('knows how large a part is that grew while there was no room, or whose reading failed', async () => {
    const { index, write, scans, failScans } = createIndexOverList(60);
    const clientsOf = (round: number, count: number) =>
      Array.from({ length: count }, (_, client) => update('r', `c${client}`, { x: 1 }, { round }));
    const [large, small] = [clientsOf(1, 25), clientsOf(2, 10)];
    for (const event of [...large, ...small]) await write(event);
    const sizeWith = async (asked: readonly JournalEvent[]) => {
      index.shrink(0);
      await askInSlices(index, asked, 100);
      index.commit(400, 800);
      return index.size;
    };
    const together = await sizeWith([...large, ...small]);
    assert.ok(together < 60, 'there is room for one of them');
    // Read in part only, the large one must not pass for a small one.
    index.shrink(0);
    failScans(true);
    await assert.rejects(askInSlices(index, large, 100), /unreadable/);
    failScans(false);
    index.rollback();
    assert.equal(await sizeWith([...large, ...small]), together);
    assert.equal(await sizeWith([...large, ...clientsOf(2, 60)]), together);
    const before = scans.length;
    assert.equal(await sizeWith(small), 1, 'the small one has grown too large');
    assert.equal(scans.length, before + 1);
  });

  it('refuses an event that nobody has foreseen, rather than take it for a new one', async () => {
    const { index, write } = createIndexOverList(0);
    await write(update('r', 'a', { x: 1 }));
    const old = identityOf(update('r', 'b', { x: 1 }));
    await write(update('r', 'b', { x: 1 }));
    index.shrink(0);
    assert.throws(() => index.admit(old), /1\/r1 must be read again/);
    await index.prepare([old], async (ask) => ask(old.partition, keyNumber(identityOf(update('r', 'a')))));
    assert.throws(() => index.admit(old), /was not foreseen/);
    index.rollback();
    await index.prepare([old], async (ask) => ask(old.partition, keyNumber(old)));
    assert.deepEqual(index.admit(old), DUPLICATE);
  });

  it('answers as if it held everything, whatever room there is, whatever fails in between', async () => {
    const small = fc.integer({ min: 0, max: 2 });
    const event = fc
      .record({ round: small, client: small, field: small, value: small, time: small, kind: small })
      .map(({ round, client, field, value, time, kind }) => {
        const at = { round, timestamp: timeAt(time), ...(kind === 1 ? { source: 'gauge' as const } : {}) };
        return kind === 2 ? scalar('r', 1000 * round + value) : update('r', `c${client}`, { [`f${field}`]: value }, at);
      });
    const batch = fc.record({
      events: fc.array(event, { maxLength: 6 }),
      slice: fc.integer({ min: 1, max: 6 }),
      shrunk: fc.boolean(),
      fails: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { maxLength: 12 }), fc.constantFrom(0, 22, 45, 1000), async (batches, room) => {
        const [whole, tested] = [createIndexOverList(), createIndexOverList(room)];
        for (const { events, slice, shrunk, fails } of batches) {
          const [expected, got] = [await whole.batch(events, slice, fails), await tested.batch(events, slice, fails)];
          assert.deepEqual(got, expected);
          if (shrunk) tested.index.shrink(0);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('restores itself from a journal, within bounds if shrunk on the way', async () => {
    for (const limit of [0, 8, 1000]) {
      const { index, write } = createIndexOverList();
      const events = Array.from({ length: 30 }, (_, at) => update('r', `c${at % 3}`, { x: at }, { round: at % 5 }));
      const restored = createDedupIndex(async function* (from, to) {
        for (const [at, event] of events.entries()) {
          if (at * 10 >= from && at * 10 < to) yield { identity: identityOf(event), from: at * 10, to: at * 10 + 10 };
        }
      }, 0);
      for (const [at, event] of events.entries()) {
        await write(event);
        restored.restore(identityOf(event), at * 10, at * 10 + 10);
        restored.shrink(limit);
      }
      for (const event of events) {
        await restored.prepare([identityOf(event)]);
        assert.deepEqual(restored.admit(identityOf(event)), index.admit(identityOf(event)));
      }
    }
  });
});
