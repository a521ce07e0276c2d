import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createUpdateKeys, hashUpdate } from '../../../../exporters/journal/identity/update-keys.js';
import { recordProof } from '../../../support/proof-figures.js';
import { createRandom } from '../../../support/random.js';

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
    const seed = 1;
    const random = createRandom(seed);
    const known = new Map<number, string>();
    let pair: readonly string[] | undefined;
    while (pair === undefined) {
      const client = random().toString(36);
      const hash = hashUpdate(seed, 0, client, 0, 0);
      const other = known.get(hash);
      if (other !== undefined && other !== client) pair = [client, other];
      known.set(hash, client);
    }
    const table = createUpdateKeys(seed);
    for (let turn = 0; turn < 2; turn++)
      assert.deepEqual(
        pair.map((client) => table.place(0, client, 0, 0)),
        [0, 1],
      );
  });

  describe('with keys that a sender has chosen', () => {
    const N = 2_000;
    const PRIME = 0x0100_0193;
    const letter = (code: number) => String.fromCharCode(code);
    const families: readonly (readonly [name: string, key: (n: number) => Key])[] = [
      ['operations against first letters of clients', (n) => [n, `${letter(n ^ 0x4e00)}x`, 5, 0]],
      ['operations against clients without a letter', (n) => [n, '', Math.imul(n, PRIME) >>> 0, 0]],
      ['times that differ above 32 bits', (n) => [0, 'a', 5 + n * 2 ** 32, 0]],
      ['times that differ in high bits below', (n) => [0, 'a', 5 + n * 2 ** 21, 0]],
      ['high words of times against low ones', (n) => [0, 'a', n * 2 ** 32 + (Math.imul(n, PRIME) >>> 0), 0]],
      ['milliseconds against nanoseconds', (n) => [0, 'a', Math.imul(n, PRIME) >>> 0, n]],
      ['last letters against times', (n) => [0, `a${letter(n)}`, Math.imul(n, PRIME) >>> 0, 0]],
    ];
    it('looks at few places for each, whatever the seed is', function () {
      let most = 0;
      for (const [name, key] of families) {
        fc.assert(
          fc.property(fc.integer(), (seed) => {
            const each = steps(Array.from({ length: N }, (_, n) => hashUpdate(seed, ...key(n)))) / N;
            // Keys that fall together would take half of N; one seed in thousands takes a tenth.
            assert.ok(each < N / 4, `${name}: ${each} places for each`);
            most = Math.max(most, each);
          }),
        );
      }
      const places = Math.ceil(most);
      recordProof(this.test, {
        'ways to choose keys': families.length,
        'keys each': N,
        'places for a key at most': places,
      });
    });
  });
});

/** Places that a table with twice as many places as hashes looks at while they are put in. */
function steps(hashes: readonly number[]): number {
  const places = 2 ** Math.ceil(Math.log2(2 * hashes.length));
  const taken = new Uint8Array(places);
  let looks = 0;
  for (const hash of hashes) {
    let place = hash & (places - 1);
    for (looks++; taken[place] === 1; looks++) place = (place + 1) & (places - 1);
    taken[place] = 1;
  }
  return looks;
}
