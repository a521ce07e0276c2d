import assert from 'node:assert/strict';
import { decodeOtlp, OtlpDecodeError, type Signal } from '../../../../exporters/otlp/index.js';
import { group, keyValue, lengthField, message, request, tag, varintField } from '../protobuf-writer.js';
import { type Call, createRecordingVisitor } from '../recording-visitor.js';

const SIGNALS: readonly Signal[] = ['metrics', 'traces', 'logs'];

function decode(signal: Signal, body: Uint8Array): Call[] {
  const visitor = createRecordingVisitor();
  decodeOtlp(signal, 'protobuf', body, visitor);
  return visitor.calls;
}

/** A log record with nothing but an event name. */
function event(name: string): Buffer {
  return lengthField(12, name);
}

/** Calls as short text: which resource, scope or event. */
function outline(calls: readonly Call[]): string[] {
  return calls.map(([method, argument]) => {
    const value = argument as { get?(key: string): unknown; name?: string; eventName?: string };
    return `${method} ${value.get?.('id') ?? value.name ?? value.eventName ?? ''}`.trim();
  });
}

describe('readRequest of protobuf', () => {
  it('takes an empty request of any signal', () => {
    for (const signal of SIGNALS) {
      assert.deepEqual(decode(signal, Buffer.alloc(0)), []);
    }
  });

  it('tells resource and scope before the records, wherever they stand in the bytes', () => {
    const scope = (name: string, ...names: readonly string[]): Buffer =>
      lengthField(2, message(...names.map((it) => lengthField(2, event(it))), lengthField(1, lengthField(1, name))));
    const resource = (id: string): Buffer => lengthField(1, keyValue(1, 'id', id));
    const body = message(
      lengthField(1, message(scope('s1', 'a', 'b'), scope('s2'), resource('r1'))),
      lengthField(1, message(scope('s3', 'c'), resource('r2'), scope('s4', 'd'))),
    );
    assert.deepEqual(outline(decode('logs', body)), [
      ...['resource r1', 'scope s1', 'logRecord a', 'logRecord b', 'scope s2'],
      ...['resource r2', 'scope s3', 'logRecord c', 'scope s4', 'logRecord d'],
    ]);
  });

  it('tells an empty resource and scope when they are left out', () => {
    assert.deepEqual(decode('logs', request()), [
      ['resource', new Map()],
      ['scope', { name: '', version: '', schemaUrl: '', attributes: new Map() }],
    ]);
  });

  it('merges a resource and a scope that come in parts', () => {
    const resource = message(lengthField(1, keyValue(1, 'a', 1)), lengthField(1, keyValue(1, 'b', 2)));
    const parts = [
      lengthField(1, 'first'),
      message(lengthField(1, 'second'), keyValue(3, 'k', true)),
      lengthField(2, '1.0'),
    ];
    const schema = message(lengthField(3, 'https://old'), lengthField(3, 'https://new'));
    const scope = message(...parts.map((part) => lengthField(1, part)), schema);
    assert.deepEqual(decode('traces', lengthField(1, message(resource, lengthField(2, scope)))), [
      ['resource', new Map(Object.entries({ a: 1, b: 2 }))],
      ['scope', { name: 'second', version: '1.0', schemaUrl: 'https://new', attributes: new Map([['k', true]]) }],
    ]);
  });

  it('skips unknown fields at every level, groups included', () => {
    const unknown = message(varintField(77, 5), lengthField(500, 'future'), group(9, varintField(1, 1)));
    const scopeLogs = message(unknown, lengthField(1, unknown), lengthField(2, message(unknown, event('e'))), unknown);
    const body = message(unknown, lengthField(1, message(unknown, lengthField(1, unknown), lengthField(2, scopeLogs))));
    assert.deepEqual(outline(decode('logs', body)), ['resource', 'scope', 'logRecord e']);
  });

  it('skips known fields of another wire type', () => {
    const record = message(varintField(12, 4), event('kept'), varintField(6, 1), lengthField(1, 'no time'));
    const calls = decode('logs', message(varintField(1, 3), request(record)));
    assert.deepEqual(outline(calls), ['resource', 'scope', 'logRecord kept']);
  });

  it('refuses text that is not UTF-8 where it is read and takes it where it is not', () => {
    const broken = Buffer.from([0x61, 0xff]);
    assert.throws(() => decode('logs', request(lengthField(12, broken))), /not valid UTF-8/);
    const severityText = lengthField(3, broken);
    assert.deepEqual(outline(decode('logs', request(severityText))), ['resource', 'scope', 'logRecord']);
  });

  it('refuses a stray end of group at every level', () => {
    const end = tag(1, 4);
    for (const body of [end, lengthField(1, end), lengthField(1, lengthField(2, end)), request(end)]) {
      for (const signal of SIGNALS) {
        assert.throws(() => decode(signal, body), OtlpDecodeError);
      }
    }
  });

  it('passes on what the visitor throws', () => {
    const full = new Error('the visitor has enough');
    const visitor = createRecordingVisitor();
    visitor.logRecord = () => {
      throw full;
    };
    assert.throws(() => decodeOtlp('logs', 'protobuf', request(event('e')), visitor), full);
  });
});
