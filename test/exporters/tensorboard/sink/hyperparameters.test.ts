import assert from 'node:assert/strict';
import protobuf from 'protobufjs';
import { ByteWriter } from '../../../../exporters/tensorboard/records/byte-writer.js';
import { writeSummary } from '../../../../exporters/tensorboard/records/events.js';
import { sessionEnd, sessionStart } from '../../../../exporters/tensorboard/sink/hyperparameters.js';
import { readEvents } from '../support/event-reader.js';

const { root } = protobuf.parse(`
  syntax = "proto3";
  message Data { int32 version = 1; Start start = 3; End end = 4; }
  message Start { map<string, Value> hparams = 1; string group_name = 4; double start_time_secs = 5; }
  message End { int32 status = 1; double end_time_secs = 2; }
  message Value { oneof kind { double number_value = 2; string string_value = 3; bool bool_value = 4; } }
`);

function read(value: Uint8Array): { readonly tag: string | undefined; readonly data: Record<string, unknown> } {
  const to = new ByteWriter();
  writeSummary(to, 0, 0, value);
  const [found] = readEvents(Buffer.from(to.written)).values;
  assert.equal(found?.plugin, 'hparams');
  const type = root.lookupType('Data');
  return { tag: found?.tag, data: type.toObject(type.decode(found?.content ?? new Uint8Array())) };
}

describe('sessionStart', () => {
  it('flattens the configuration and keeps the types of its values', () => {
    const config = {
      ...{ lr: 0.1, name: 'sgd', fast: true, slow: false, layers: [64, 10], nothing: null, big: 2n ** 60n },
      optimizer: { momentum: 0.9, schedule: { kind: 'cosine' } },
    };
    const { tag, data } = read(sessionStart('run-1', config, 1500));
    assert.equal(tag, '_hparams_/session_start_info');
    assert.deepEqual(data.start, {
      hparams: {
        lr: { numberValue: 0.1 },
        name: { stringValue: 'sgd' },
        fast: { boolValue: true },
        slow: { boolValue: false },
        layers: { stringValue: '[64,10]' },
        big: { stringValue: String(2n ** 60n) },
        'optimizer.momentum': { numberValue: 0.9 },
        'optimizer.schedule.kind': { stringValue: 'cosine' },
      },
      groupName: 'run-1',
      startTimeSecs: 1.5,
    });
  });

  it('takes a configuration that is nested too deeply as text', () => {
    let config: Record<string, unknown> = { end: 1 };
    for (let depth = 0; depth < 30; depth++) config = { a: config };
    const { data } = read(sessionStart('run-1', config as never, 0));
    const [[key, value] = ['', {}]] = Object.entries((data.start as { hparams: Record<string, object> }).hparams);
    assert.equal(key, Array(9).fill('a').join('.'));
    assert.match(JSON.stringify(value), /end/);
  });
});

describe('sessionEnd', () => {
  it('says how the run ended and when', () => {
    assert.deepEqual(read(sessionEnd('finished', 2000)).data.end, { status: 1, endTimeSecs: 2 });
    const failed = read(sessionEnd('failed', 2500));
    assert.equal(failed.tag, '_hparams_/session_end_info');
    assert.deepEqual(failed.data.end, { status: 2, endTimeSecs: 2.5 });
  });
});
