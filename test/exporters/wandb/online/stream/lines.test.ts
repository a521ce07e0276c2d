import assert from 'node:assert/strict';
import { historyLine, statsLine, summaryLine } from '../../../../../exporters/wandb/online/stream/lines.js';

describe('lines of a run', () => {
  const at = { step: 3, timeMillis: 10_500 };

  it('have step, time and runtime before their values', () => {
    const { text, omitted } = historyLine(at, new Map([['round', 2]]), 10_000);
    assert.equal(text, '{"_step":3,"_timestamp":10.5,"_runtime":0.5,"round":2}');
    assert.deepEqual(omitted, []);
  });

  it('never have a runtime before the start', () => {
    assert.match(historyLine(at, new Map(), 20_000).text, /"_runtime":0}/);
  });

  it('keep keys and texts of any kind', () => {
    const values = new Map<string, string | number>([
      ['client/ä"\n/loss', 1],
      ['text', '\ud800\u2028'],
    ]);
    const { text } = historyLine(at, values, 0);
    const row = JSON.parse(text) as Record<string, unknown>;
    assert.deepEqual([row['client/ä"\n/loss'], row.text], [1, '\ufffd\u2028']);
  });

  it('leave out what does not fit, and tell what', () => {
    const values = new Map([
      ['a', 'x'.repeat(60)],
      ['b', 'y'.repeat(60)],
      ['c', 'z'],
    ]);
    const { text, omitted } = historyLine(at, values, 0, 150);
    assert.ok(Buffer.byteLength(text) <= 150);
    assert.deepEqual(
      [omitted, Object.keys(JSON.parse(text) as object)],
      [['b'], ['_step', '_timestamp', '_runtime', 'a', 'c']],
    );
  });

  it('measure bytes, not characters', () => {
    const { text, omitted } = historyLine(at, new Map([['a', '語'.repeat(60)]]), 0, 150);
    assert.deepEqual(omitted, ['a']);
    assert.ok(Buffer.byteLength(text) <= 150);
  });

  it('of the system panel have their prefix', () => {
    const stats = { kind: 'stats', line: 0, timeMillis: 2500, values: new Map([['cpu', 12.5]]) } as const;
    assert.equal(statsLine(stats, 1000), '{"_wandb":true,"_timestamp":2.5,"_runtime":1.5,"system.cpu":12.5}');
  });

  it('of the summary have no null and no foreign inner fields', () => {
    const place = { step: 3, timeMillis: 3000, startMillis: 1000, runtimeSeconds: 9.9 };
    const text = summaryLine({ a: 1, none: null, _step: 99, nan: Number.NaN }, place);
    assert.equal(text, '{"a":1,"nan":NaN,"_step":3,"_timestamp":3,"_runtime":2,"_wandb":{"runtime":9}}');
    const empty = { step: undefined, timeMillis: undefined, startMillis: 0, runtimeSeconds: undefined };
    assert.equal(summaryLine({}, empty), '{"_wandb":{"runtime":0}}');
  });
});
