import assert from 'node:assert/strict';
import {
  clientField,
  curveValue,
  formatField,
  KNOWN_CLIENT_FIELDS,
  resultField,
} from '../../../viewer/format/fields.js';

const written = (name: string, value: number) => formatField(clientField(name), value).replaceAll('\u00a0', ' ');

describe('clientField', () => {
  it('has a label and a meaning for every field of the conventions', () => {
    assert.ok(KNOWN_CLIENT_FIELDS.length >= 17);
    for (const name of KNOWN_CLIENT_FIELDS) {
      assert.notEqual(clientField(name).label, name, `${name} has no label`);
      assert.notEqual(clientField(name).brief, undefined);
    }
  });

  for (const [name, value, text] of [
    ['local_accuracy', 0.9354, '93.54 %'],
    ['cpu_pct', 47, '47.00 %'],
    ['ram_mb', 101.777408, '102 MB'],
    ['network_latency_ms', 35, '35.0 ms'],
    ['train_time_sec', 75, '1 min 15 s'],
    ['bytes_sent', 136_119, '136 kB'],
    ['num_samples', 1303, '1,303'],
    ['energy_joules', 2500, '2.50 kJ'],
    ['compression_ratio', 4.2, '4.200'],
    ['staleness', 5, '5'],
  ] as const) {
    it(`writes ${name} in its unit`, () => {
      assert.equal(written(name, value), text);
    });
  }

  it('judges free fields by the ending of their name', () => {
    assert.equal(written('upload_ms', 1500), '1.50 s');
    assert.equal(written('queue_seconds', 90), '1 min 30 s');
    assert.equal(written('cache_mb', 2), '2.00 MB');
    assert.equal(written('battery_pct', 75), '75.00 %');
    assert.equal(written('top5_accuracy', 0.5), '50.00 %');
    assert.equal(written('f1', 0.5), '0.5000');
    assert.equal(clientField('f1').label, 'f1');
  });

  it('is not misled by names of object members', () => {
    assert.equal(clientField('constructor').label, 'constructor');
    assert.equal(resultField('toString').label, 'toString');
  });
});

describe('resultField', () => {
  it('knows the results of rounds', () => {
    assert.deepEqual([resultField('bytes_up').label, resultField('bytes_up').unit], ['Bytes up', 'bytes']);
    assert.equal(resultField('accuracy').unit, 'ratio');
  });
});

describe('curveValue', () => {
  it('is finite and in the base unit', () => {
    assert.equal(curveValue(clientField('network_latency_ms'), 35), 0.035);
    assert.equal(curveValue(clientField('network_latency_ms'), 'NaN'), undefined);
    assert.equal(curveValue(clientField('f1'), null), undefined);
  });
});
