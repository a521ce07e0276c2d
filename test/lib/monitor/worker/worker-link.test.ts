import assert from 'node:assert/strict';
import type { FromWorker } from '../../../../lib/monitor/worker/messages.js';
import { startWorker, type WorkerLink } from '../../../../lib/monitor/worker/worker-link.js';
import { until } from '../../../support/until.js';

describe('monitor: a worker and its monitor', () => {
  const links: WorkerLink[] = [];
  afterEach(() => {
    for (const link of links.splice(0)) link.kill();
  });

  it('hears that there is no process to be had, as of any end', async () => {
    const ends: (string | undefined)[] = [];
    const { execPath } = process;
    // Refused at once, as the system does where no more processes or threads are allowed.
    process.execPath = 'a\0b';
    try {
      const events = { onMessage: () => undefined, onEnd: (reason: string | undefined) => ends.push(reason) };
      links.push(startWorker('process', { sampler: undefined } as never, events));
    } finally {
      process.execPath = execPath;
    }
    assert.deepEqual(ends, [], 'not before the caller has it');
    await until('its end is told', () => ends.length > 0);
    assert.match(ends[0] ?? '', /null bytes/);
  });

  for (const mode of ['thread', 'process'] as const) {
    it(`hears that a ${mode} has died by itself, and may go on talking to it`, async () => {
      const messages: FromWorker[] = [];
      const ends: (string | undefined)[] = [];
      const events = {
        onMessage: (message: FromWorker) => messages.push(message),
        onEnd: (reason: string | undefined) => ends.push(reason),
      };
      // A configuration that no monitor sends: the worker fails on it.
      const link = startWorker(mode, { sampler: undefined } as never, events);
      links.push(link);
      await until('its end is told', () => ends.length > 0);
      assert.match(ends[0] ?? '', mode === 'thread' ? /undefined/ : /exit code 1/);
      link.send({ type: 'stop' });
      link.holdProcess(true);
      link.holdProcess(false);
      link.kill();
      assert.deepEqual(messages, []);
      assert.equal(ends.length, 1);
    });

    it(`hears that a ${mode} was ended`, async () => {
      const ends: (string | undefined)[] = [];
      const link = startWorker(mode, { sampler: undefined } as never, {
        onMessage: () => undefined,
        onEnd: (reason) => ends.push(reason),
      });
      link.kill();
      await until('its end is told', () => ends.length > 0);
      assert.equal(ends.length, 1);
    });
  }
});
