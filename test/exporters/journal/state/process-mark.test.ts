import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { isLeft, ownMark } from '../../../../exporters/journal/index.js';
import { ownIdentity, startTicksOf } from '../../../../exporters/journal/state/process-identity.js';
import { markOf } from '../../../../exporters/journal/state/process-mark.js';

describe('process marks', () => {
  const self = ownIdentity();
  const now = Date.now();
  const longAgo = now - 25 * 3_600_000;

  it('tell that this process works still, however old what it made is', () => {
    assert.match(ownMark(), new RegExp(`^${process.pid}-\\d*-[0-9a-f]{8}$`));
    assert.equal(isLeft(ownMark(), longAgo), false);
  });

  it('tell a process that was killed from one that runs', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const pid = child.pid ?? 0;
    const mark = markOf({ ...self, pid, startTicks: startTicksOf(pid) });
    assert.equal(isLeft(mark, longAgo), false);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    assert.equal(isLeft(mark, now), true);
  });

  it('know a process number that another process has now', function () {
    // Only Linux says when a process began.
    if (self.startTicks === '') return this.skip();
    assert.equal(isLeft(markOf({ ...self, startTicks: '1' }), now), true);
  });

  it('give a process that cannot be seen from here a day', () => {
    const elsewhere = [
      markOf({ ...self, pidSpace: 'pid:[1]', bootId: 'another' }),
      markOf({ ...self, bootId: '', host: 'elsewhere' }),
      // As names were before: whose it is, nobody knows.
      '4000000',
    ];
    for (const mark of elsewhere) {
      assert.equal(isLeft(mark, now), false, mark);
      assert.equal(isLeft(mark, now - 23 * 3_600_000), false, mark);
      assert.equal(isLeft(mark, longAgo), true, mark);
    }
  });

  it('leave alone what is no mark', () => {
    const { pid = 0 } = spawnSync(process.execPath, ['--version']);
    for (const text of [
      '',
      'x',
      `${pid}-`,
      `${pid}-1-`,
      `${pid}-1-1a2b3c4`,
      `-${pid}`,
      '12345678901',
      '1-1-1A2B3C4D',
    ]) {
      assert.equal(isLeft(text, longAgo), false, text);
    }
  });
});
