import fc from 'fast-check';
import type { JsonValue } from '../../../../exporters/journal/events.js';
import { ClientUpdate, createShapeTree, type UpdateGroup } from '../../../../exporters/journal/index.js';

const shapes = createShapeTree();

/** Makes an update of client `a` in round 1 of run `r`, one nanosecond after another for each `step`. */
export function clientUpdate(
  fields: Readonly<Record<string, JsonValue>>,
  changes: Partial<UpdateGroup> &
    Partial<Pick<ClientUpdate, 'client' | 'millis' | 'nanos' | 'late' | 'fieldCount'>> = {},
): ClientUpdate {
  const { client = 'a', millis = 1_772_442_000_000, nanos = 1, late = false, fieldCount, ...group } = changes;
  const whole = { runId: 'r', attempt: 1, round: 1, operation: 'train', foreign: false, ...group };
  const made = new ClientUpdate(whole, client, millis, nanos, shapes.empty);
  for (const [name, value] of Object.entries(fields)) made.set(name, value);
  made.late = late;
  made.fieldCount = fieldCount;
  return made;
}

const names = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('local_loss', 'local_accuracy', 'num_samples', 'status', 'bytes_sent') },
  fc.constantFrom(
    '7',
    '__proto__',
    'client_id',
    'round',
    'lat',
    'extra.round',
    'x y',
    'é',
    'a"b',
    'a\\b',
    '',
    '\ud800',
  ),
);

/** Values of fields: mostly what senders send, and all that could be written in more than one way. */
export const fieldValues: fc.Arbitrary<JsonValue> = fc.oneof(
  { weight: 4, arbitrary: fc.integer() },
  { weight: 4, arbitrary: fc.double() },
  { weight: 4, arbitrary: fc.integer({ min: -2_000_000, max: 2_000_000 }).map((value) => value / 10_000) },
  fc.maxSafeInteger(),
  fc.constantFrom(0, -0, 1e15, 2 ** 53, -(2 ** 53), 1e21, 1e-6, 1e-7, 0.1 + 0.2, -(2 ** 31), 2 ** 31, 2 ** 32),
  fc.constantFrom('active', 'NaN', 'Infinity', '-Infinity', 'a "quoted" text', '\\ud83d', '\ud83d', '\u2028', '🐝'),
  fc.constantFrom<JsonValue>(true, false, null, 2n ** 60n, [1, 'x'], { deep: { er: Number.NaN } }),
);

const groups: fc.Arbitrary<UpdateGroup> = fc.record({
  runId: fc.constantFrom('r', 'r', 'r', 'a "run"', 'öäü', 'r\ud800'),
  attempt: fc.constantFrom(undefined, 1, 1_772_442_000_000),
  round: fc.constantFrom(undefined, 0, 1, 2 ** 40),
  operation: fc.constantFrom('train', 'train', 'evaluate', '', 'e"', 'é', 'x'.repeat(200)),
  foreign: fc.constantFrom(false, false, false, false, true),
});

const updates: fc.Arbitrary<ClientUpdate> = fc
  .record({
    group: groups,
    client: fc.constantFrom('a', 'a', 'b', 'NaN', 'ü', 'c "d"', '\ud800', '-1234567890123456', 'x'.repeat(300)),
    millis: fc.constantFrom(1, 1_772_442_000_000, 1_772_442_059_999, 253_402_300_799_999, 253_402_300_800_000),
    nanos: fc.constantFrom(0, 0, 1, 7_000, 999_999),
    fields: fc.array(fc.tuple(names, fieldValues), { maxLength: 6 }),
    late: fc.boolean(),
    fieldCount: fc.constantFrom(undefined, undefined, 3),
  })
  .map(({ group, client, millis, nanos, fields, late, fieldCount }) => {
    const made = new ClientUpdate(group, client, millis, nanos, shapes.empty);
    for (const [name, value] of fields) made.set(name, value);
    made.late = late;
    made.fieldCount = fieldCount;
    return made;
  });

/** Updates of all kinds: usual and unusual ones, some of which are of one identity. */
export const clientUpdates: fc.Arbitrary<ClientUpdate> = updates;
