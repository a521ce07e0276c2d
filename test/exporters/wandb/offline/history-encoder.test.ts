import assert from 'node:assert/strict';
import type { JsonValue } from '../../../../exporters/journal/events.js';
import { wandbJson } from '../../../../exporters/wandb/content/index.js';
import { ByteWriter } from '../../../../exporters/wandb/offline/byte-writer.js';
import { HistoryEncoder } from '../../../../exporters/wandb/offline/history-encoder.js';
import { createRandom } from '../../../support/random.js';
import { decodeMessage, itemsOf, type Message, messagesOf } from '../../../support/wandb-file.js';

const START = 1_790_000_000_000;

const NUMBERS = [
  ...[0, 1, -1, 127, 128, 0.1, -0.1, 1 / 3, 100, 123_456_789, 0.000001, 1e-7, 1e21, 1e20, 1.5e300, -1.5e-300],
  ...[5e-324, -2.2250738585072014e-308, Number.MAX_VALUE, Number.MAX_SAFE_INTEGER, 2 ** 53, 2 ** 63, -(2 ** 31)],
];

describe('HistoryEncoder', () => {
  const writer = new ByteWriter();
  const encode = (
    values: ReadonlyMap<string, JsonValue>,
    { encoder = new HistoryEncoder(START), step = 0, timeMillis = START } = {},
  ): Message => {
    writer.clear();
    encoder.write(writer, { kind: 'history', step, timeMillis, values });
    const [row] = messagesOf(decodeMessage(Buffer.from(writer.view())), 2);
    assert.ok(row !== undefined);
    return row;
  };
  const named = (numbers: readonly number[]) => new Map(numbers.map((value, index) => [`k/${index}`, value]));
  const textsOf = (row: Message) => [...itemsOf(row)].map(([, text]) => text);

  it('spells every number as it is spelled alone', () => {
    assert.deepEqual(textsOf(encode(named(NUMBERS))), [
      ...NUMBERS.map((value) => wandbJson(value)),
      '0',
      '1790000000',
      '0',
    ]);
    const random = createRandom(3);
    const values = Array.from({ length: 2000 }, () => (random() - 0.5) * 10 ** Math.floor(random() * 40 - 20));
    assert.deepEqual(textsOf(encode(named(values))).slice(0, -3), values.map(String));
  });

  it('spells them the same beside what a list of JSON does not have', () => {
    for (const odd of [
      Number.NaN,
      Number.NEGATIVE_INFINITY,
      -0,
      12345678901234567890n,
      'é "x"',
      null,
      true,
      { a: [-0] },
    ]) {
      const values = new Map<string, JsonValue>([...named(NUMBERS), ['odd', odd]]);
      const expected = [...values].map(([name, value]) => [name, wandbJson(value)] as const);
      assert.deepEqual([...itemsOf(encode(values))].slice(0, -3), expected);
    }
  });

  it('keeps rows of any lengths apart that come one after the other', () => {
    const encoder = new HistoryEncoder(START);
    for (const count of [3, 1, 0, 5, 2]) {
      const values = named(NUMBERS.slice(0, count));
      const row = encode(values, { encoder, step: count, timeMillis: START + 2500 });
      const own = [String(count), '1790000002.5', '2.5'];
      assert.deepEqual(textsOf(row), [...[...values.values()].map(String), ...own]);
      assert.deepEqual(messagesOf(row, 2)[0]?.get(1) ?? [0], [count]);
    }
  });

  it('takes keys of any length and of any characters', () => {
    const keys = [90, 97, 98, 99, 100, 101, 102, 120, 127, 128, 129, 300, 20_000].map((length) => 'k'.repeat(length));
    const values = new Map([...keys, 'é/日本', 'ü'.repeat(60)].map((key) => [key, -2.2250738585072014e-308] as const));
    const items = itemsOf(encode(values));
    assert.deepEqual([...items.keys()], [...values.keys(), '_step', '_timestamp', '_runtime']);
    assert.ok([...items.values()].slice(0, -3).every((text) => text === '-2.2250738585072014e-308'));
  });

  it('gives a time that is none as it always did', () => {
    assert.deepEqual(textsOf(encode(named([1]), { timeMillis: Number.NaN })), ['1', '0', 'NaN', 'NaN']);
  });
});
