import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createUpdateKeys } from '../../../../exporters/journal/identity/update-keys.js';

type Key = readonly [kind: number, client: string, millis: number, nanos: number];

const keys: fc.Arbitrary<Key> = fc.tuple(
  fc.nat(2),
  fc.oneof(fc.constantFrom('a', 'b', '', 'ä'), fc.string({ maxLength: 3 })),
  fc.constantFrom(1, 2, 1_772_442_000_000, 1_772_442_000_000 + 2 ** 32),
  fc.nat(3),
);

describe('UpdateKeys', () => {
  it('numbers keys like a map of their texts, through growth and truncation', () => {
    const steps = fc.array(fc.oneof({ weight: 30, arbitrary: keys }, fc.nat(40)), { maxLength: 200 });
    fc.assert(
      fc.property(steps, (all) => {
        const table = createUpdateKeys();
        let model = new Map<string, number>();
        for (const step of all) {
          if (typeof step === 'number') {
            table.truncate(step);
            model = new Map([...model].filter(([, number]) => number < step));
            continue;
          }
          const text = JSON.stringify(step);
          const known = model.get(text);
          assert.equal(table.place(...step), known ?? model.size);
          if (known === undefined) model.set(text, model.size);
          assert.equal(table.size, model.size);
        }
      }),
    );
  });

  it('keeps a value with each, which is 0 at first and again for a new one in an old place', () => {
    const table = createUpdateKeys();
    for (let at = 0; at < 100; at++) {
      const place = table.place(0, `c${at}`, 1, 1);
      assert.equal(table.value(place), 0);
      table.setValue(place, at);
    }
    for (let at = 0; at < 100; at++) assert.equal(table.value(table.place(0, `c${at}`, 1, 1)), at);
    table.truncate(50);
    assert.equal(table.value(table.place(0, 'other', 1, 1)), 0);
    assert.equal(table.value(table.place(0, 'c49', 1, 1)), 49);
  });

  it('tells apart keys of one hash', () => {
    // Only the low 32 bits of the milliseconds are hashed.
    const table = createUpdateKeys();
    const places = Array.from({ length: 50 }, (_, at) => table.place(0, 'a', 5 + at * 2 ** 32, 0));
    assert.equal(new Set(places).size, 50);
    places.forEach((place, at) => {
      assert.equal(table.place(0, 'a', 5 + at * 2 ** 32, 0), place);
    });
  });
});
