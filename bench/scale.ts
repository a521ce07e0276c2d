import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Benchmark, type Figure, type Figures, median } from './harness.js';
import { POINTS } from './support/bodies.js';
import { createFreshBodies, type FreshBodyOptions } from './support/fresh-bodies.js';
import { type ServerProcess, startServer } from './support/server-process.js';

/** Bodies of one turn: half a million points. */
const BODIES = 50;
const TURNS = 4;
/** Bodies of the long run: ten million points. */
const LONG = 1_000;

/** What a point costs the bridge, by how many clients and runs it knows and how much it has taken already. */
export const scale: Benchmark = {
  name: 'scale',
  about: 'points of few and of many clients and runs, the first and the ten-millionth',
  async run(): Promise<Figures> {
    const folder = await mkdtemp(join(tmpdir(), 'fedotel-bench-'));
    try {
      return { ...(await byKind(folder)), ...(await byAge(folder)) };
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

const KINDS = {
  usual: {},
  fewClients: { clients: 10 },
  manyClients: { clients: 100_000 },
  hundredRuns: { runs: 100 },
  thousandRuns: { runs: 1_000 },
} satisfies Readonly<Record<string, FreshBodyOptions>>;

const COMPARED: Readonly<
  Record<Exclude<keyof typeof KINDS, 'usual'>, readonly [what: string, goal: number | undefined]>
> = {
  fewClients: ['of 10 clients', 1.25],
  manyClients: ['of 100,000 clients', 1.25],
  hundredRuns: ['of 100 runs', 1.25],
  // One fsync for each file.
  thousandRuns: ['of 1,000 runs', undefined],
};

/** Each kind has a bridge of its own, and they take turns. */
async function byKind(folder: string): Promise<Figures> {
  const kinds = Object.entries(KINDS) as [keyof typeof KINDS, FreshBodyOptions][];
  const contenders = await Promise.all(
    kinds.map(async ([name, options]) => ({
      name,
      server: await startServer('bridge-server', [join(folder, name)]),
      body: createFreshBodies(options),
      costs: [] as number[],
    })),
  );
  try {
    for (let turn = 0; turn <= TURNS; turn++) {
      for (const { server, body, costs } of turn % 2 === 0 ? contenders : [...contenders].reverse()) {
        const cost = await costOf(server, body, BODIES);
        if (turn > 0) costs.push(cost);
      }
    }
  } finally {
    await Promise.all(contenders.map(({ server }) => server.stop()));
  }
  const cost = (name: keyof typeof KINDS) =>
    median(contenders.find((contender) => contender.name === name)?.costs ?? []);
  return Object.fromEntries(
    Object.entries(COMPARED).map(([name, [what, goal]]): [string, Figure] => [
      `scale.${name}`,
      {
        value: cost(name as keyof typeof KINDS) / cost('usual'),
        unit: '×',
        what: `CPU time of the bridge for a point ${what} by one of 2,000 clients of one run`,
        ...(goal === undefined ? {} : { goal: { kind: 'atMost', value: goal } }),
      },
    ]),
  );
}

/** One bridge takes ten million points of one run. */
async function byAge(folder: string): Promise<Figures> {
  const server = await startServer('bridge-server', [join(folder, 'long')]);
  try {
    const body = createFreshBodies();
    const costs: number[] = [];
    for (let sent = 0; sent < LONG; sent += BODIES) costs.push(await costOf(server, body, BODIES));
    return {
      'scale.age': {
        value: median(costs.slice(-4)) / median(costs.slice(1, 5)),
        unit: '×',
        what: 'CPU time of the bridge for a point of the last two million of ten by one of the first two',
        goal: { kind: 'atMost', value: 1.25 },
      },
    };
  } finally {
    await server.stop();
  }
}

/** CPU seconds of the server for a million points. */
async function costOf(server: ServerProcess, body: () => Uint8Array, bodies: number): Promise<number> {
  const before = await server.usage();
  for (let sent = 0; sent < bodies; sent++) await server.post(body());
  return ((await server.usage()).cpuSeconds - before.cpuSeconds) / ((bodies * POINTS) / 1e6);
}
