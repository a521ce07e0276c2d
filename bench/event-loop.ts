import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Benchmark, type Figures, interleave } from './harness.js';
import { startServer } from './support/server-process.js';

const SECONDS = 4;

/** By how much telemetry makes an app's other work wait. */
export const eventLoop: Benchmark = {
  name: 'event-loop',
  about: '10,000 updates with 15 fields a second beside other work',
  async run(): Promise<Figures> {
    const folder = await mkdtemp(join(tmpdir(), 'fedotel-bench-'));
    const server = await startServer('bare-server', [folder]);
    const script = fileURLToPath(new URL('support/ticking-app.js', import.meta.url));
    const p99 = (mode: 'on' | 'off') => async () => {
      const app = fork(script, [server.url, mode, String(SECONDS)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      const exit = once(app, 'exit');
      const [told] = (await once(app, 'message')) as [{ p99Millis: number }];
      await exit;
      return told.p99Millis;
    };
    try {
      const millis = await interleave({ on: p99('on'), off: p99('off') }, { rounds: 5, warmUp: 0 });
      return {
        'eventLoop.addedMillis': {
          value: millis.on - millis.off,
          unit: 'ms',
          what: 'p99 of the event-loop delay with telemetry, less that of the same app recording nothing',
          goal: { kind: 'atMost', value: 1 },
        },
        'eventLoop.offMillis': { value: millis.off, unit: 'ms', what: 'p99 of the event-loop delay of that app' },
      };
    } finally {
      await server.stop();
      await rm(folder, { recursive: true });
    }
  },
};
