import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { JournalEvent } from '../../../exporters/journal/events.js';
import { decodeLine } from '../../../exporters/journal/index.js';
import {
  createProjection,
  PER_CLIENT_MODES,
  type PerClientMode,
  type ProjectionOutput,
} from '../../../exporters/projection/index.js';
import { anyEvent } from '../run-model/support/arbitrary-events.js';
import { at, init, roundEnd, update, viewOf } from '../run-model/support/scenario.js';
import { fold, only, seriesOf, spell, valuesByKey } from './support/fold.js';

const mode: fc.Arbitrary<PerClientMode> = fc.constantFrom(...PER_CLIENT_MODES);
const journal = fc.array(anyEvent, { maxLength: 40 });

describe('projection: any journal', () => {
  it('gives the same outputs each time that it is folded, wherever it is cut', () => {
    fc.assert(
      fc.property(journal, mode, fc.nat({ max: 40 }), (events, perClient, cut) => {
        const whole = fold(events, { perClient });
        assert.deepEqual(fold(events, { perClient }), whole);
        const projection = createProjection({ perClient });
        const outputs: ProjectionOutput[] = [];
        for (const event of events.slice(0, cut)) projection.apply(event, outputs);
        assert.deepEqual(outputs, whole.slice(0, outputs.length));
        for (const event of events.slice(cut)) projection.apply(event, outputs);
        assert.deepEqual(outputs, whole);
      }),
      { numRuns: 400 },
    );
  });

  it('has integers as steps and times, numbers as values, and rows that are not empty', () => {
    fc.assert(
      fc.property(journal, mode, (events, perClient) => {
        for (const { step, timeMillis, points } of only(fold(events, { perClient }), 'row')) {
          assert.ok(Number.isSafeInteger(step));
          assert.ok(Number.isSafeInteger(timeMillis) && timeMillis >= 0);
          assert.ok(points.length > 0);
          for (const { value } of points) assert.ok(typeof value === 'number' || typeof value === 'bigint');
        }
      }),
      { numRuns: 400 },
    );
  });

  it('has one object for each key', () => {
    fc.assert(
      fc.property(journal, (events) => {
        const keys = new Map<string, unknown>();
        for (const { key } of only(fold(events), 'row').flatMap(({ points }) => points)) {
          const id = JSON.stringify([key.group, key.client, key.path]);
          assert.equal(keys.get(id) ?? key, key);
          keys.set(id, key);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('leaves its events as they were', () => {
    fc.assert(
      fc.property(journal, (events) => {
        const before = structuredClone(events);
        fold(events, { perClient: 'auto' });
        assert.deepEqual(structuredClone(events), before);
      }),
      { numRuns: 200 },
    );
  });

  it('tells a run by client keys and a run by bands in parts that are together the whole', () => {
    const isOfClient = (key: string) => /^(client|sys|scalar)\./.test(key);
    fc.assert(
      fc.property(journal, (events) => {
        const [keys, bands, auto] = (['keys', 'bands', 'auto'] as const).map((perClient) =>
          valuesByKey(fold(events, { perClient })),
        );
        for (const [name, values] of auto ?? []) {
          assert.deepEqual((isOfClient(name) ? keys : bands)?.get(name), values, name);
        }
        assert.equal(auto?.size, [...(keys?.keys() ?? [])].filter(isOfClient).length + (bands?.size ?? 0));
      }),
      { numRuns: 300 },
    );
  });
});

describe('projection: a damaged log', () => {
  /** Replaces what stands at some place of a line by anything. */
  function damaged(line: string, place: number, value: unknown): string {
    const event = JSON.parse(line) as Record<string, unknown>;
    const holders: Record<string, unknown>[] = [event];
    for (const holder of holders) {
      for (const member of Object.values(holder)) {
        if (typeof member === 'object' && member !== null) holders.push(member as Record<string, unknown>);
      }
    }
    const slots = holders.flatMap((holder) => Object.keys(holder).map((key) => ({ holder, key })));
    const slot = slots[place % slots.length];
    if (slot !== undefined) slot.holder[slot.key] = value;
    return JSON.stringify(event);
  }

  it('is read as far as its reader lets it through, without a step or value that is none', () => {
    const lines = readFileSync('test/fixtures/hivewatch/full.jsonl', 'utf8').trim().split('\n');
    const change = fc.record({
      at: fc.nat({ max: lines.length - 1 }),
      place: fc.nat({ max: 500 }),
      value: fc.jsonValue(),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), mode, (changes, perClient) => {
        const text = [...lines];
        for (const { at: line, place, value } of changes) text[line] = damaged(text[line] ?? '{}', place, value);
        const decoded = text.map((line) => decodeLine(line));
        const events = decoded.flatMap((line) => (line.kind === 'event' ? [line.event] : []));
        for (const { step, points } of only(fold(events, { perClient }), 'row')) {
          assert.ok(Number.isSafeInteger(step));
          assert.ok(points.every(({ value }) => typeof value === 'number' || typeof value === 'bigint'));
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** A run of one attempt by one writer: rounds in order, each with updates, then its end. */
const orderlyRun = fc
  .array(
    fc.record({
      losses: fc.array(fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(Number.NaN, 1, 2)), { maxLength: 25 }),
      accuracy: fc.oneof(fc.constantFrom(null, 0.5, Number.NaN), fc.double({ min: 0, max: 1, noNaN: true })),
      bytes: fc.array(fc.nat({ max: 5_000_000 }), { maxLength: 25 }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((rounds) => {
    const events: JournalEvent[] = [init({ started_at: at(0) })];
    for (const [round, { losses, accuracy, bytes }] of rounds.entries()) {
      losses.forEach((loss, client) => {
        const sent = bytes[client];
        events.push(
          update(round, `c${client}`, round * 10, {
            local_loss: loss,
            ...(sent === undefined ? {} : { bytes_sent: sent }),
          }),
        );
      });
      events.push(roundEnd(round, round * 10 + 5, { global_accuracy: accuracy, num_completed: losses.length }));
    }
    return { rounds, events };
  });

describe('projection: any orderly run', () => {
  it('agrees with the run model about rounds, their sums, and the best of them', () => {
    fc.assert(
      fc.property(orderlyRun, ({ events }) => {
        const outputs = fold(events);
        const view = viewOf(...events);
        const last = (round: number, name: string) =>
          seriesOf(outputs, name)
            .filter(([step]) => step === round)
            .at(-1)?.[1];
        for (const round of view.rounds) {
          assert.equal(last(round.round, 'round/accuracy') ?? null, round.globalAccuracy);
          assert.equal(last(round.round, 'round/num_completed'), round.completed);
          const megabytes = last(round.round, 'comm/total_bytes_up_mb');
          assert.equal(megabytes, round.bytesUp === undefined ? undefined : round.bytesUp / 1e6);
          for (const { clientId, fields } of round.clients) {
            assert.equal(last(round.round, `client.${clientId}.loss`), fields.local_loss);
          }
        }
        assert.deepEqual(only(outputs, 'best').at(-1)?.best, view.best);
      }),
      { numRuns: 60 },
    );
  });

  it('has as many updates in a band as the round has clients with a number', () => {
    fc.assert(
      fc.property(orderlyRun, ({ rounds, events }) => {
        const counts = new Map(seriesOf(fold(events, { perClient: 'bands' }), 'clients/loss/count'));
        for (const [round, { losses }] of rounds.entries()) {
          const numbers = losses.filter((loss) => !Number.isNaN(loss)).length;
          assert.equal(counts.get(round), numbers === 0 ? undefined : numbers);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('tells the same once, however the streams of events and of updates are mixed', () => {
    fc.assert(
      fc.property(orderlyRun, fc.infiniteStream(fc.boolean()), mode, ({ events }, coins, perClient) => {
        const [start, ...rest] = events;
        const ends = rest.filter((event) => event.event_type === 'round_end');
        const updates = rest.filter((event) => event.event_type !== 'round_end');
        const mixed = start === undefined ? [] : [start];
        for (const coin of coins) {
          const next = (coin ? ends.shift() : updates.shift()) ?? ends.shift() ?? updates.shift();
          if (next === undefined) break;
          mixed.push(next);
        }
        // Which clients have keys in `auto` depends on the order; whether they have any does not in small runs.
        const told = tellings(fold(mixed, { perClient }));
        assert.deepEqual(told, tellings(fold(events, { perClient })));
        assert.equal(new Set(told).size, told.length);
      }),
      { numRuns: 300 },
    );
  });
});

/** Everything that is told, sorted: which round is told first may differ. */
function tellings(outputs: readonly ProjectionOutput[]): string[] {
  return only(outputs, 'row')
    .flatMap(({ step, timeMillis, points }) =>
      points.map(({ key, value }) => `${spell(key)} ${step} ${timeMillis} ${value}`),
    )
    .sort();
}
