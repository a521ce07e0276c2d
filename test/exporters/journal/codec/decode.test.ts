import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type DecodedLine,
  decodeLine,
  isLiteralLine,
  MAX_LINE_BYTES,
} from '../../../../exporters/journal/codec/decode.js';
import { encodeLine } from '../../../../exporters/journal/codec/encode.js';
import type { JournalEvent, JsonValue } from '../../../../exporters/journal/events.js';
import { clientFields } from '../../../../semconv/index.js';
import { init, roundEnd, scalar, update } from '../support/events.js';

function eventOf(text: string): Record<string, unknown> {
  const decoded = decodeLine(text);
  assert.equal(decoded.kind, 'event', decoded.kind === 'malformed' ? decoded.reason : text.slice(0, 80));
  return (decoded as DecodedLine & { kind: 'event' }).event as unknown as Record<string, unknown>;
}

function reasonOf(text: string): string {
  const decoded = decodeLine(text);
  assert.equal(decoded.kind, 'malformed', text.slice(0, 80));
  return (decoded as DecodedLine & { kind: 'malformed' }).reason;
}

function clientOf(fields: string): Record<string, unknown> | undefined {
  const { clients } = eventOf(`{"event_type":"client_update","run_id":"r","clients":[{"client_id":"a",${fields}}]}`);
  return (clients as Record<string, unknown>[])[0];
}

describe('decodeLine', () => {
  it('gives back what was encoded', () => {
    const events: JournalEvent[] = [
      init('r', { config: { lr: 0.1, layers: [1, 2], none: null } }),
      update('r', 'ä🐝', { local_accuracy: Number.NaN, bytes_sent: 2n ** 60n, free: { deep: [true] } }),
      {
        ...roundEnd('r', 0),
        round_metrics: { global_accuracy: Number.NaN, metrics: { f1: Number.POSITIVE_INFINITY } },
      },
      scalar('r', 3, { value: Number.NEGATIVE_INFINITY }),
      {
        event_type: 'evaluation',
        run_id: 'r',
        operation: 'evaluate',
        client: { client_id: 'a', local_loss: Number.NaN },
      },
      { event_type: 'finished', run_id: 'r', state: 'failed', error: 'x', emitted: { updates: 3 } },
    ];
    for (const event of events) assert.deepEqual(eventOf(encodeLine(event)), event);
  });

  it('revives the texts of numbers in known numeric fields only', () => {
    const client = clientOf('"local_loss":"NaN","gradient_norm":"Infinity","name":"NaN","city":"-Infinity"');
    assert.deepEqual(client, {
      client_id: 'a',
      local_loss: Number.NaN,
      gradient_norm: Number.POSITIVE_INFINITY,
      name: 'NaN',
      city: '-Infinity',
    });
  });

  it('knows every numeric field of the contract', () => {
    for (const { journal } of clientFields) {
      const name = journal === 'local_accuracy' ? `"${journal}":null,"${journal}_text":"NaN"` : `"${journal}":"NaN"`;
      assert.deepEqual(clientOf(name), { client_id: 'a', [journal]: Number.NaN });
    }
  });

  it('keeps an accuracy text that belongs to no null', () => {
    assert.deepEqual(clientOf('"local_accuracy":0.5,"local_accuracy_text":"NaN"'), {
      client_id: 'a',
      local_accuracy: 0.5,
      local_accuracy_text: 'NaN',
    });
  });

  it('keeps the digits of integers that a number cannot hold, and no others as bigint', () => {
    const client = clientOf(
      '"a":9007199254740993,"b":9007199254740991,"c":-9223372036854775808,"d":0.30000000000000004',
    );
    assert.deepEqual(client, {
      client_id: 'a',
      a: 9007199254740993n,
      b: 9007199254740991,
      c: -9223372036854775808n,
      d: 0.30000000000000004,
    });
    assert.deepEqual(clientOf('"a": [1234567890123456789, 1.5e300]'), {
      client_id: 'a',
      a: [1234567890123456789n, 1.5e300],
    });
  });

  it('reads the bare literals that Python writes', () => {
    const client = clientOf('"local_loss": NaN, "x": [Infinity, -Infinity], "text": "NaN, not a number"');
    assert.deepEqual(client, {
      client_id: 'a',
      local_loss: Number.NaN,
      x: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
      text: 'NaN, not a number',
    });
  });

  it('reads the spellings of older and foreign logs', () => {
    const end = eventOf(
      '{"event_type":"round_end","run_id":"r","round":1,"timestamp":null,"round_metrics":{"gradient_divergence":0.25},"clients":[{"client_id":7}]}',
    );
    assert.deepEqual(end, {
      event_type: 'round_end',
      run_id: 'r',
      round: 1,
      round_metrics: { gradient_norm_dispersion: 0.25 },
      clients: [{ client_id: '7' }],
    });
    assert.equal(eventOf('{"event_type":"client_update","run_id":"r","round":null,"clients":[]}').round, null);
  });

  it('takes keys like __proto__ as keys', () => {
    for (const number of ['1', '12345678901234567890', 'NaN']) {
      const client = clientOf(`"__proto__":{"polluted":${number}},"constructor":1`);
      assert.ok(client !== undefined && Object.hasOwn(client, '__proto__'));
      assert.equal(Object.getPrototypeOf(client), Object.prototype);
      assert.equal(({} as Record<string, unknown>).polluted, undefined);
    }
  });

  it('reports events that it does not know', () => {
    assert.deepEqual(decodeLine('{"event_type":"of_later_format","cpu":1}'), {
      kind: 'unknown',
      eventType: 'of_later_format',
    });
    assert.deepEqual(decodeLine('{"event_type":"toString"}'), { kind: 'unknown', eventType: 'toString' });
  });

  it('says what is wrong with a line that is no event', () => {
    assert.match(reasonOf(''), /^not JSON/);
    assert.match(reasonOf('{"event_type":"init","run_id":"r"'), /^not JSON/);
    assert.equal(reasonOf('[1]'), 'not a JSON object');
    assert.equal(reasonOf('null'), 'not a JSON object');
    assert.equal(reasonOf('{"run_id":"r"}'), 'no event_type');
    assert.equal(reasonOf('{"event_type":"init"}'), 'init: "run_id" is no string');
    assert.equal(
      reasonOf('{"event_type":"round_start","run_id":"r","round":1.5}'),
      'round_start: "round" is no round number',
    );
    assert.equal(
      reasonOf('{"event_type":"round_end","run_id":"r","round":1}'),
      'round_end: "round_metrics" is no object',
    );
    assert.equal(
      reasonOf('{"event_type":"client_update","run_id":"r","clients":[{}]}'),
      'client_update: "clients" is no list of clients with a client_id each',
    );
  });

  it('refuses lines beyond the bound', () => {
    assert.match(reasonOf(`"${'x'.repeat(MAX_LINE_BYTES)}"`), /more than 16777216 bytes/);
  });

  it('refuses deep nesting where it would have to recurse', () => {
    const deep = '['.repeat(100_000);
    assert.match(reasonOf(`{"event_type":"init","run_id":"r","config":{"a":NaN,"b":${deep}`), /levels at character/);
  });

  it('never throws, whatever the text', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.json().map((text) => text.replaceAll(/\d/g, 'NaN')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        decodeLine(text);
        decodeLine(`{"event_type":"init","run_id":"r","config":{"a":12345678901234567890,"b":${text}}}`);
      }),
    );
  });
});

describe('isLiteralLine', () => {
  it('promises that the decoder gives back the encoded event', () => {
    const json = fc.letrec<{ value: JsonValue; object: Record<string, JsonValue> }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.oneof(
          fc.constantFrom<JsonValue>(null, true, 'NaN', '-Infinity', Number.NaN, -0),
          fc.double(),
          fc.bigInt(),
          fc.string({ unit: 'binary' }),
        ),
        fc.array(tie('value'), { maxLength: 3 }),
        tie('object'),
      ),
      object: fc.dictionary(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.constantFrom('__proto__', 'local_accuracy', 'local_loss', 'gradient_divergence'),
        ),
        tie('value'),
        { maxKeys: 4, noNullPrototype: true },
      ),
    })).object;
    fc.assert(
      fc.property(json, (fields) => {
        const line = encodeLine(update('r', 'a', fields));
        const again = encodeLine(eventOf(line) as unknown as JournalEvent);
        if (isLiteralLine(line)) assert.equal(again, line);
        // In any case a second reading changes nothing any more.
        assert.deepEqual(eventOf(again), eventOf(line));
      }),
    );
  });
});
