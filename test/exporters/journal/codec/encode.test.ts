import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeLine } from '../../../../exporters/journal/codec/decode.js';
import { encodeJson, encodeLine, MAX_DEPTH } from '../../../../exporters/journal/codec/encode.js';
import type { JournalEvent, JsonValue } from '../../../../exporters/journal/events.js';
import { init, roundEnd, scalar, update } from '../support/events.js';

function parsed(event: JournalEvent): Record<string, unknown> {
  return JSON.parse(encodeLine(event)) as Record<string, unknown>;
}

describe('encodeLine', () => {
  it('writes type, run, attempt, round and time first, whatever the order of the event', () => {
    const { event_type, run_id, ...rest } = update('r', 'a');
    const line = encodeLine({ ...rest, run_id, event_type });
    assert.match(
      line,
      /^\{"event_type":"client_update","run_id":"r","attempt":1,"round":1,"timestamp":"[^"]+","clients":/,
    );
  });

  it('is one line without newline, also for texts with line separators', () => {
    const line = encodeLine(update('r', 'a\nb\u2028c\r'));
    assert.ok(!line.includes('\n') && !line.includes('\r'));
    assert.deepEqual(parsed(update('r', 'a\nb\u2028c\r')).clients, [{ client_id: 'a\nb\u2028c\r', local_loss: 0.5 }]);
  });

  it('writes accuracies that are no finite number as null with their text beside them', () => {
    const end = { ...roundEnd('r', 1), round_metrics: { global_accuracy: Number.NaN, global_loss: Number.NaN } };
    assert.deepEqual(parsed(end).round_metrics, {
      global_accuracy: null,
      global_accuracy_text: 'NaN',
      global_loss: 'NaN',
    });
    const client = update('r', 'a', { local_accuracy: Number.POSITIVE_INFINITY });
    assert.deepEqual(parsed(client).clients, [
      { client_id: 'a', local_accuracy: null, local_accuracy_text: 'Infinity' },
    ]);
    const evaluation = parsed({ event_type: 'evaluation', run_id: 'r', accuracy: Number.NEGATIVE_INFINITY });
    assert.equal(evaluation.accuracy, null);
    assert.equal(evaluation.accuracy_text, '-Infinity');
  });

  it('writes other non-finite numbers as texts, at any depth', () => {
    const event = init('r', {
      config: { lr: Number.NaN, list: [Number.POSITIVE_INFINITY, { deep: Number.NEGATIVE_INFINITY }] },
    });
    assert.deepEqual(parsed(event).config, { lr: 'NaN', list: ['Infinity', { deep: '-Infinity' }] });
  });

  it('keeps every digit of a bigint', () => {
    assert.match(encodeLine(scalar('r', 1, { value: 9007199254740993n })), /"value":9007199254740993[,}]/);
  });

  it('writes a number beyond 2^53 so that it is read as a number again', () => {
    for (const value of [2 ** 53, -1e18, 1e20, 1e300]) {
      const decoded = decodeLine(encodeLine(scalar('r', 1, { value })));
      assert.ok(decoded.kind === 'event' && decoded.event.event_type === 'scalar');
      assert.equal(decoded.event.value, value);
    }
  });

  it('replaces lone surrogates, in keys too, and leaves pairs alone', () => {
    const event = update('r', 'x\ud800', { '\udc00': 'y\udfff', bee: '🐝' });
    assert.deepEqual(parsed(event).clients, [{ client_id: 'x\ufffd', '\ufffd': 'y\ufffd', bee: '🐝' }]);
    assert.doesNotMatch(encodeLine(event), /\\ud[89a-f]/i);
  });

  it('keeps a text that only looks like an escaped surrogate', () => {
    assert.deepEqual(parsed(update('r', '\\ud800')).clients, [{ client_id: '\\ud800', local_loss: 0.5 }]);
  });

  it('leaves out undefined values and keeps keys of any spelling', () => {
    const config = JSON.parse('{"__proto__": 1, "constructor": {"a": 2}}') as Record<string, JsonValue>;
    const line = encodeLine(init('r', { config: { ...config, big: 1n }, job: undefined as unknown as string }));
    assert.doesNotMatch(line, /"job"/);
    assert.match(line, /"config":\{"__proto__":1,"constructor":\{"a":2\},"big":1\}/);
  });

  it('says that something is nested too deep instead of failing', () => {
    let value: JsonValue = 1;
    for (let depth = 0; depth < 10_000; depth++) value = [value];
    const line = encodeLine(init('r', { config: { value } }));
    assert.match(line, /"\[nested too deep\]"/);
    assert.equal(decodeLine(line).kind, 'event');
  });

  it('reads back what it wrote up to the deepest nesting', () => {
    let value: JsonValue = Number.NaN;
    for (let depth = 0; depth < MAX_DEPTH - 3; depth++) value = [value];
    const line = encodeLine(init('r', { config: { value, big: 12345678901234567n } }));
    const decoded = decodeLine(line);
    assert.ok(decoded.kind === 'event' && decoded.event.event_type === 'init');
    assert.match(encodeLine(decoded.event), /\["NaN"\]/);
  });
});

describe('encodeJson', () => {
  it('spells a value alone as it spells it deep beside what JSON lacks', () => {
    const text = fc.string({ unit: 'binary' });
    const odd = fc.constantFrom<JsonValue>(2 ** 60, -0, 1e-7, '\ud800', 'a\\ud800', { a: undefined as never });
    const value = fc.oneof(odd, text, fc.jsonValue({ stringUnit: 'binary' }) as fc.Arbitrary<JsonValue>);
    fc.assert(
      fc.property(fc.dictionary(text, value), (object) => {
        const deep = encodeJson([[[[[[object, 1n]]]]]]);
        assert.equal(deep, `[[[[[[${encodeJson(object)},1]]]]]]`);
      }),
    );
  });

  it('gives equal texts to equal objects when keys are sorted', () => {
    const a = encodeJson({ b: [1, { d: 1n, c: Number.NaN }], a: 'x' }, true);
    const b = encodeJson({ a: 'x', b: [1, { c: Number.NaN, d: 1n }] }, true);
    assert.equal(a, b);
    assert.equal(a, '{"a":"x","b":[1,{"c":"NaN","d":1}]}');
  });
});
