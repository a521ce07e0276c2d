import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Benchmark, type Figures, median } from './harness.js';
import { startServer } from './support/server-process.js';

const ROUNDS = 1_000;
const UPDATES = 1_000;
const CLIENTS = 10_000;
/** Rounds of which the cost at the begin and at the end is the median. */
const STRETCH = 100;

/** What a long run costs in memory, and whether updates get dearer with time. */
export const volume: Benchmark = {
  name: 'volume',
  about: `a run of ${ROUNDS * UPDATES} updates of ${CLIENTS} clients through a bridge`,
  async run(): Promise<Figures> {
    const folder = await mkdtemp(join(tmpdir(), 'fedotel-bench-'));
    const bridge = await startServer('bridge-server', [folder]);
    try {
      const script = fileURLToPath(new URL('support/updating-app.js', import.meta.url));
      const app = fork(script, [bridge.url, ROUNDS, UPDATES, CLIENTS].map(String), {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      const [told] = (await once(app, 'message')) as [{ micros: number[]; dropped: number; maxRss: number }];
      const { maxRss } = await bridge.usage();
      if (told.dropped > 0) {
        throw new Error(`${told.dropped} updates were dropped`);
      }
      const goal = { kind: 'atMost', value: 300 } as const;
      // The first rounds compile the code.
      const early = median(told.micros.slice(STRETCH, 2 * STRETCH));
      const late = median(told.micros.slice(-STRETCH));
      return {
        'volume.appMegabytes': { value: told.maxRss / 1e6, unit: 'MB', what: 'most resident memory of the app', goal },
        'volume.bridgeMegabytes': {
          value: maxRss / 1e6,
          unit: 'MB',
          what: 'most resident memory of the bridge, no destination',
          goal,
        },
        'volume.growth': {
          value: late / early,
          unit: '×',
          what: `cost of an update in the last ${STRETCH} of ${ROUNDS} rounds by that in rounds ${STRETCH} to ${2 * STRETCH}`,
          goal: { kind: 'atMost', value: 1.5 },
        },
      };
    } finally {
      await bridge.stop();
      await rm(folder, { recursive: true });
    }
  },
};
