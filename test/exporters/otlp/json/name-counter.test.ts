import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createNameCounter } from '../../../../exporters/otlp/json/name-counter.js';

describe('createNameCounter', () => {
  it('takes so many different names, as often as they come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 3 }), { maxLength: 200 }),
        fc.integer({ min: 1, max: 60 }),
        (names, limit) => {
          const counter = createNameCounter(limit);
          const seen = new Set<string>();
          for (const name of names) {
            seen.add(name);
            const body = Buffer.from(`"${name}"`);
            const taken = counter.take(body, 1, body.length - 1);
            assert.equal(taken, seen.size <= limit);
            if (!taken) return;
          }
        },
      ),
    );
  });

  it('tells names apart that differ in any place', () => {
    const counter = createNameCounter(1_000);
    const names = Array.from({ length: 1_001 }, (_, n) => Buffer.from(n.toString(2).padStart(12, '0')));
    assert.deepEqual(
      names.map((name) => counter.take(name, 0, name.length)),
      names.map((_, n) => n < 1_000),
    );
  });
});
