import assert from 'node:assert/strict';
import type { AnyValue } from '../../../exporters/otlp/visitor.js';
import { AttributeReader } from '../../../exporters/translate/attribute-reader.js';
import { attributes } from './visit.js';

describe('AttributeReader', () => {
  const reader = () => new AttributeReader((given) => (given.get('run') as string | undefined) ?? undefined);

  it('gives values of the right kind, and nothing for what is absent or empty, without a count', () => {
    const of = reader();
    const given = attributes({ text: '', id: 7, number: 2n ** 60n, nan: Number.NaN, count: 3, word: 'b', none: null });
    assert.equal(of.text(given, 'text'), '');
    assert.equal(of.id(given, 'id'), '7');
    assert.equal(of.id(given, 'text'), undefined);
    assert.equal(of.number(given, 'number'), 2 ** 60);
    assert.ok(Number.isNaN(of.number(given, 'nan')));
    assert.equal(of.finite(given, 'count'), 3);
    assert.equal(of.count(given, 'count'), 3);
    assert.equal(of.oneOf(given, 'word', ['a', 'b']), 'b');
    assert.equal(of.map(attributes({ map: given }), 'map'), given);
    for (const key of ['none', 'absent']) {
      const values = [of.text(given, key), of.id(given, key), of.number(given, key), of.finite(given, key)];
      const others = [of.count(given, key), of.oneOf(given, key, ['a']), of.map(given, key)];
      assert.deepEqual([...values, ...others], Array(7).fill(undefined), key);
    }
    assert.deepEqual(of.drain(), { count: 0, names: [] });
  });

  it('reads a value from elsewhere under the name of the attribute', () => {
    const of = reader();
    assert.equal(of.count(new Map(), 'attempt', 4), 4);
    assert.equal(of.count(new Map(), 'attempt', 'x'), undefined);
    assert.equal(of.id(new Map(), 'job', true), undefined);
    assert.deepEqual(
      of.drain().names.map(({ name }) => name),
      ['attempt', 'job'],
    );
  });

  const COUNT = 'a whole number from 0';
  const cases: readonly [method: 'text' | 'id' | 'number' | 'finite' | 'count' | 'map', AnyValue, string, string][] = [
    ['text', 5, 'a text', 'a whole number'],
    ['text', true, 'a text', 'a boolean'],
    ['id', ['a'], 'a text or a number', 'a list'],
    ['number', '0.9', 'a number', 'a text'],
    ['number', '', 'a number', 'an empty text'],
    ['number', new Map(), 'a number', 'a map'],
    ['finite', Number.NaN, 'a finite number', 'a number that is not finite'],
    ['count', -3, COUNT, 'a negative number'],
    ['count', -(2n ** 60n), COUNT, 'a negative number'],
    ['count', 1.5, COUNT, 'a fraction'],
    ['count', Number.POSITIVE_INFINITY, COUNT, 'a number that is not finite'],
    ['count', 2n ** 60n, COUNT, 'a number beyond 2^53'],
    ['map', Uint8Array.of(1), 'a map', 'bytes'],
    ['map', '{"lr":1}', 'a map', 'a text'],
  ];
  for (const [method, value, expected, came] of cases) {
    it(`${method}: says that it expected ${expected} and got ${came}`, () => {
      const of = reader();
      assert.equal(of[method](attributes({ key: value, run: 'r' }), 'key'), undefined);
      assert.deepEqual(of.drain(), { count: 1, names: [{ name: 'key', expected, came, runId: 'r' }] });
    });
  }

  it('says the words that there are, for another word too', () => {
    const of = reader();
    assert.equal(of.oneOf(attributes({ goal: 'minimise' }), 'goal', ['min', 'max']), undefined);
    assert.equal(of.oneOf(attributes({ other: 1 }), 'other', ['min', 'max']), undefined);
    assert.deepEqual(
      of.drain().names.map(({ expected, came }) => [expected, came]),
      [
        ['min or max', 'another text'],
        ['min or max', 'a whole number'],
      ],
    );
  });

  it('counts every value, names each attribute once, and starts afresh', () => {
    const of = reader();
    for (let at = 0; at < 3; at++) of.number(attributes({ a: 'x' }), 'a');
    of.number(attributes({ b: true }), 'b');
    const { count, names } = of.drain();
    assert.deepEqual([count, names.map(({ name }) => name)], [4, ['a', 'b']]);
    assert.equal(of.drain().count, 0);
    of.number(attributes({ a: true }), 'a');
    assert.deepEqual(
      of.drain().names.map(({ came }) => came),
      ['a boolean'],
    );
  });

  it('names 100 attributes of a request at most, and counts the rest', () => {
    const of = reader();
    for (let at = 0; at < 1_000; at++) of.leaveOut(new Map(), `fl.client.metric.${at}`, 'a number', 'x');
    const { count, names } = of.drain();
    assert.deepEqual([count, names.length, names.at(-1)?.name], [1_000, 100, 'fl.client.metric.99']);
  });

  it('repeats names without what a terminal obeys, cut, and nothing of the value', () => {
    const of = reader();
    const odd = 'a\u001b[31m\n\u202e\u2028b';
    const secret = 'hunter2'.repeat(50);
    of.leaveOut(attributes({ run: odd }), `${odd}${'é'.repeat(5_000)}`, 'a number', secret);
    of.leaveOut(attributes({ run: '😀'.repeat(5_000) }), `x${'😀'.repeat(100)}`, 'a number', secret);
    const { names } = of.drain();
    assert.equal(names[0]?.runId, 'a\ufffd[31m\ufffd\ufffd\ufffdb');
    assert.equal(names[0]?.name.length, 101);
    assert.ok(names[0]?.name.endsWith('é…'));
    // No half of a character is left where it was cut.
    assert.ok(names[1]?.name.endsWith('😀\ufffd…') && names[1].name.length === 101, names[1]?.name);
    assert.ok(!JSON.stringify(names).includes('hunter2'));
  });
});
