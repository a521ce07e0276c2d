import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Benchmark, type Figures, interleave } from './harness.js';
import { gaugeBody, POINTS } from './support/bodies.js';
import { type ServerProcess, startServer } from './support/server-process.js';

/** What a point costs from an HTTP request until it is on disk and the sender has its answer. */
export const durable: Benchmark = {
  name: 'durable',
  about: `bodies of ${POINTS} points over HTTP until they are on disk`,
  async run(): Promise<Figures> {
    const folder = await mkdtemp(join(tmpdir(), 'fedotel-bench-'));
    const start = async (script: 'bridge-server' | 'bare-server', name: string, ...args: string[]) => {
      await mkdir(join(folder, name));
      return startServer(script, [join(folder, name), ...args]);
    };
    const bridge = await start('bridge-server', 'bridge');
    const withMap = await start('bridge-server', 'map', 'map');
    const bare = await start('bare-server', 'bare');
    try {
      const cpu = { bridge: 0, bare: 0, withMap: 0 };
      let round = 0;
      const contender = (name: keyof typeof cpu, server: ServerProcess, body: () => Uint8Array) => async () => {
        const bytes = body();
        const before = await server.usage();
        const start = process.hrtime.bigint();
        await server.post(bytes);
        const seconds = Number(process.hrtime.bigint() - start) / 1e9;
        cpu[name] = (await server.usage()).cpuSeconds - before.cpuSeconds;
        return seconds;
      };
      const cost = (name: keyof typeof cpu, send: () => Promise<number>) => async () => {
        await send();
        return cpu[name] / (POINTS / 1e6);
      };
      const fresh = () => gaugeBody(++round);
      const cpuSeconds = await interleave(
        {
          bridge: cost('bridge', contender('bridge', bridge, fresh)),
          bare: cost('bare', contender('bare', bare, fresh)),
          withMap: cost('withMap', contender('withMap', withMap, fresh)),
        },
        { rounds: 25, warmUp: 12 },
      );
      const seconds = await interleave(
        { bridge: contender('bridge', bridge, fresh), bare: contender('bare', bare, fresh) },
        { rounds: 25 },
      );
      return {
        'durable.cpuSecondsPerMillion': {
          value: cpuSeconds.bridge,
          unit: 's',
          what: 'CPU time of the bridge for a million points, no destination',
          goal: { kind: 'atMost', value: 1.5 },
        },
        'durable.bareCpuSecondsPerMillion': {
          value: cpuSeconds.bare,
          unit: 's',
          what: 'CPU time for a million points of a server that only receives the body and syncs it',
        },
        'durable.mapCpuSecondsPerMillion': {
          value: cpuSeconds.withMap,
          unit: 's',
          what: 'CPU time for a million points of a bridge that feeds a map meanwhile (what it did until the answer)',
        },
        'durable.pointsPerSecond': {
          value: POINTS / seconds.bridge,
          unit: 'points/s',
          what: 'one sender, one request at a time',
        },
        'durable.ofBare': {
          value: seconds.bridge / seconds.bare,
          unit: '×',
          what: 'time of a request by time of the bare server',
        },
      };
    } finally {
      await Promise.all([bridge.stop(), withMap.stop(), bare.stop()]);
      await rm(folder, { recursive: true });
    }
  },
};
