import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PackedValues, Vocabulary } from '../../../../exporters/run-model/packed/index.js';
import { anyEvent } from '../support/arbitrary-events.js';

const values = () => new PackedValues(new Vocabulary());

function again(...items: readonly unknown[]): unknown[] {
  const packed = values();
  for (const item of items) packed.add(item);
  return [...packed.read()];
}

describe('PackedValues', () => {
  it('gives back every event as it was, in order', () => {
    fc.assert(
      fc.property(fc.array(anyEvent), (events) => {
        // Some have no prototype, which nothing of a journal has.
        assert.deepEqual(again(...events), structuredClone(events));
      }),
    );
  });

  it('gives back every JSON value', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (items) => {
        assert.deepEqual(again(...items), items);
      }),
    );
  });

  it('keeps what JSON lacks', () => {
    const numbers = [0, -0, 1, -1, 127, 128, 2 ** 31 - 1, 2 ** 31, 2 ** 53, 0.1, Number.NaN, -Infinity, 5e-324];
    assert.deepEqual(again(...numbers), numbers);
    const others = [2n ** 70n, undefined, { a: undefined, b: [undefined] }, 'a\ud800b', 'Zürich \u{1f600}', ''];
    assert.deepEqual(again(...others), others);
  });

  it('keeps fields that are called like parts of an object', () => {
    const text = '{"__proto__":{"a":1},"constructor":2,"toString":null}';
    const [object] = again(JSON.parse(text));
    assert.equal(JSON.stringify(object), text);
    assert.equal(Object.getPrototypeOf(object), Object.prototype);
  });

  it('keeps texts of any length, and those of fields that never repeat', () => {
    const long = 'x'.repeat(100_000);
    const items = [long, { timestamp: '2026-01-01T00:00:00Z', span_id: 'ü', note: long }];
    assert.deepEqual(again(...items), items);
  });

  it('keeps what is nested deeply or has very many fields', () => {
    let deep: unknown = 'bottom';
    for (let depth = 0; depth < 200; depth++) deep = depth % 2 === 0 ? [deep] : { deep };
    const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`f${index}`, index]));
    assert.deepEqual(again(deep, wide, 1), [deep, wide, 1]);
  });

  it('reads up to a former end what was there then', () => {
    const packed = values();
    packed.add({ first: 1 });
    const { length } = packed;
    for (let index = 0; index < 1000; index++) packed.add({ other: index });
    assert.deepEqual([...packed.read(length)], [{ first: 1 }]);
    assert.equal([...packed.read()].length, 1001);
  });

  it('takes few bytes for one more update', () => {
    const packed = values();
    const update = (index: number) => ({
      event_type: 'client_update',
      run_id: 'run',
      round: 7,
      timestamp: '2026-03-02T09:00:00.123456789Z',
      clients: [{ client_id: `client-${index % 10}`, local_loss: index / 7, local_accuracy: 0.25, num_samples: 100 }],
    });
    for (let index = 0; index < 10; index++) packed.add(update(index));
    const before = packed.length;
    packed.add(update(11));
    assert.ok(packed.length - before < 80, `${packed.length - before} bytes`);
  });
});

describe('Vocabulary', () => {
  it('shares field names by their order, and short texts', () => {
    const vocabulary = new Vocabulary();
    assert.equal(vocabulary.shapeOf({ a: 1, b: 2 }), vocabulary.shapeOf({ a: 'x', b: 'y' }));
    assert.notEqual(vocabulary.shapeOf({ a: 1, b: 2 }), vocabulary.shapeOf({ b: 1, a: 2 }));
    assert.equal(vocabulary.textId('client-1'), vocabulary.textId('client-1'));
    assert.equal(vocabulary.text(vocabulary.textId('client-2') ?? -1), 'client-2');
    assert.equal(vocabulary.textId('x'.repeat(1000)), undefined);
  });

  it('knows no number that it did not give', () => {
    const vocabulary = new Vocabulary();
    assert.throws(() => vocabulary.text(0), RangeError);
    assert.throws(() => vocabulary.shape(3), RangeError);
  });

  it('is bounded: further shapes and texts have no number', () => {
    const vocabulary = new Vocabulary();
    for (let index = 0; index < 65_536; index++) vocabulary.shapeOf({ [`field${index}`]: 0 });
    assert.equal(vocabulary.shapeOf({ one: 'more' }), undefined);
    assert.notEqual(vocabulary.shapeOf({ field65535: 0 }), undefined);
    const packed = new PackedValues(vocabulary);
    packed.add({ one: 'more' });
    assert.deepEqual([...packed.read()], [{ one: 'more' }]);
    for (let index = 0; index < 262_144; index++) vocabulary.textId(`text ${index}`);
    assert.equal(vocabulary.textId('one more'), undefined);
    assert.notEqual(vocabulary.textId('text 262143'), undefined);
  });
});
