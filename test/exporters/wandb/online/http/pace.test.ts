import assert from 'node:assert/strict';
import { createPace } from '../../../../../exporters/wandb/online/http/pace.js';

describe('createPace', () => {
  const paceAfter = (headers: Readonly<Record<string, string>>) => {
    const pace = createPace(() => 1000);
    pace.see({ kind: 'answer', status: 200, headers, body: Buffer.alloc(0) });
    return pace.waitMillis();
  };

  for (const [remaining, reset, millis] of [
    ['10', '5', 500],
    ['0', '3', 3000],
    ['1', '3600', 10_000],
    ['0', '99999999', 10_000],
    ['1000', '1', 1],
    ['5', '0', 0],
  ] as const) {
    it(`waits ${millis} ms when ${remaining} are left for ${reset} s`, () => {
      assert.equal(paceAfter({ 'ratelimit-remaining': remaining, 'ratelimit-reset': reset }), millis);
    });
  }

  for (const headers of [
    {},
    { 'ratelimit-remaining': '0' },
    { 'ratelimit-reset': '5' },
    { 'ratelimit-remaining': '-1', 'ratelimit-reset': '5' },
    { 'ratelimit-remaining': 'x', 'ratelimit-reset': '5' },
    { 'ratelimit-remaining': '0', 'ratelimit-reset': 'Infinity' },
  ]) {
    it(`does not wait for ${JSON.stringify(headers)}`, () => assert.equal(paceAfter(headers), 0));
  }

  it('is through with a wait when its time is over', () => {
    let now = 0;
    const pace = createPace(() => now);
    const headers = { 'ratelimit-remaining': '1', 'ratelimit-reset': '2' };
    pace.see({ kind: 'answer', status: 429, headers, body: Buffer.alloc(0) });
    now = 1500;
    assert.equal(pace.waitMillis(), 500);
    now = 2500;
    assert.equal(pace.waitMillis(), 0);
  });
});
