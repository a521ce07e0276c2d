import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Benchmark, type Figures, interleave, median } from './harness.js';
import { startServer } from './support/server-process.js';
import { FIELDS } from './support/updates.js';

/** Updates of a millisecond, as the app makes them. */
const PER_MILLI = 10;

/** Turns of each app, and seconds that one is watched. Many short ones: a bad minute of the machine is then some of them. */
const TURNS = 9;
const SECONDS = 2;

/** What an app tells of its event loop and its processor time. */
interface Told {
  /** Delay in milliseconds, by the share of turns of the loop that had less. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  /** Processor time of all its threads by time, 1 being one processor. */
  readonly load: number;
}

/** By how much telemetry makes an app's other work wait. */
export const eventLoop: Benchmark = {
  name: 'event-loop',
  about: `${PER_MILLI * 1000} updates with ${FIELDS} fields a second beside other work`,
  async run(): Promise<Figures> {
    const folder = await mkdtemp(join(tmpdir(), 'fedotel-bench-'));
    const server = await startServer('bare-server', [folder]);
    const told: { readonly on: Told[]; readonly off: Told[] } = { on: [], off: [] };
    const turn = (mode: 'on' | 'off') => async () => {
      const app = await watchApp(server.url, mode);
      told[mode].push(app);
      return app.p99;
    };
    try {
      await interleave({ on: turn('on'), off: turn('off') }, { rounds: TURNS, warmUp: 0 });
    } finally {
      await server.stop();
      await rm(folder, { recursive: true });
    }
    // Neighbours in time are compared with each other.
    const added = (key: keyof Told): number =>
      median(told.on.map((app, index) => app[key] - (told.off[index]?.[key] ?? Number.NaN)));
    const off = (key: keyof Told): number => median(told.off.map((app) => app[key]));
    const less = 'less that of the same app recording nothing';
    return {
      'eventLoop.addedMillis': {
        value: added('p99'),
        unit: 'ms',
        what: `p99 of the event-loop delay with telemetry, ${less}`,
        goal: { kind: 'atMost', value: 1 },
      },
      'eventLoop.addedP50Millis': {
        value: added('p50'),
        unit: 'ms',
        what: `p50 of the event-loop delay with telemetry, ${less}`,
      },
      'eventLoop.addedP999Millis': {
        value: added('p999'),
        unit: 'ms',
        what: `p99.9 of the event-loop delay with telemetry, ${less}`,
      },
      'eventLoop.offMillis': {
        value: off('p99'),
        unit: 'ms',
        what: 'p99 of the event-loop delay of the app that records nothing',
      },
      'eventLoop.cpuMicros': {
        value: (added('load') * 1e3) / PER_MILLI,
        unit: 'µs',
        what: `processor time of an update until it is acknowledged, all threads, ${less}`,
      },
    };
  },
};

async function watchApp(url: string, mode: 'on' | 'off'): Promise<Told> {
  const script = fileURLToPath(new URL('support/ticking-app.js', import.meta.url));
  const app = fork(script, [url, mode, String(SECONDS)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const exit = once(app, 'exit');
  const [told] = (await once(app, 'message')) as [Told];
  await exit;
  return told;
}
