import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Benchmark, type Figure, type Figures, median } from './harness.js';
import { POINTS } from './support/bodies.js';
import { createFreshBodies, type FreshBodyOptions } from './support/fresh-bodies.js';
import { type ServerProcess, startServer } from './support/server-process.js';

/**
 * Bodies of one turn: some seconds of load, then a million points that are measured. V8 paces its full collections by the
 * last five seconds, so a bridge that has waited for its turn collects more often than one under steady load.
 */
const RUN_UP = 200;
const BODIES = 100;
const TURNS = 4;
/** Bodies of the long run: ten million points. */
const LONG = 1_000;
const LONG_STEP = 50;

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
  manyOfBoth: { clients: 100_000, runs: 1_000 },
} satisfies Readonly<Record<string, FreshBodyOptions>>;

type Kind = keyof typeof KINDS;

const COMPARED: Readonly<Record<Exclude<Kind, 'usual'>, readonly [what: string, goal: number | undefined]>> = {
  fewClients: ['of 10 clients', 1.25],
  manyClients: ['of 100,000 clients', 1.25],
  hundredRuns: ['of 100 runs', 1.25],
  // One fsync for each file.
  thousandRuns: ['of 1,000 runs', undefined],
  manyOfBoth: ['of 100,000 clients and 1,000 runs', undefined],
};

/** What a bridge of one kind has cost so far. */
interface Contender {
  readonly kind: Kind;
  readonly server: ServerProcess;
  readonly body: () => Uint8Array;
  /** CPU seconds for a million points, one a turn. */
  readonly costs: number[];
}

/** Each kind has a bridge of its own, and they take turns. All bodies have 10,000 points of 2,000 clients of one new round. */
async function byKind(folder: string): Promise<Figures> {
  const contenders: readonly Contender[] = await Promise.all(
    (Object.keys(KINDS) as Kind[]).map(async (kind) => {
      const server = await startServer('bridge-server', [join(folder, kind)]);
      return { kind, server, body: createFreshBodies(KINDS[kind]), costs: [] };
    }),
  );
  try {
    for (const { kind, server, body } of contenders) await send(server, body, bodiesUntilAllKnown(KINDS[kind]));
    for (let turn = 0; turn <= TURNS; turn++) {
      for (const { server, body, costs } of turn % 2 === 0 ? contenders : [...contenders].reverse()) {
        await send(server, body, RUN_UP);
        const cost = await costOf(server, body, BODIES);
        if (turn > 0) costs.push(cost);
      }
    }
    return { ...costFigures(contenders), ...(await memoryFigures(contenders)) };
  } finally {
    await Promise.all(contenders.map(({ server }) => server.stop()));
  }
}

/** After so many bodies the bridge has met every client and every run: what a new one costs is another matter. */
function bodiesUntilAllKnown({ clients = 0, runs = 1 }: FreshBodyOptions): number {
  return Math.max(runs, (5 * clients) / POINTS);
}

function costFigures(contenders: readonly Contender[]): Figures {
  const cost = (kind: Kind) => median(contenders.find((contender) => contender.kind === kind)?.costs ?? []);
  return Object.fromEntries(
    Object.entries(COMPARED).map(([kind, [what, goal]]): [string, Figure] => [
      `scale.${kind}`,
      {
        value: cost(kind as Kind) / cost('usual'),
        unit: '×',
        what: `CPU time of the bridge for a point ${what} by one of 2,000 clients of one run`,
        ...(goal === undefined ? {} : { goal: { kind: 'atMost', value: goal } }),
      },
    ]),
  );
}

async function memoryFigures(contenders: readonly Contender[]): Promise<Figures> {
  const figures: Record<string, Figure> = {};
  for (const { kind, server } of contenders) {
    if (kind !== 'usual' && kind !== 'manyOfBoth') continue;
    const points = Math.round((bodiesUntilAllKnown(KINDS[kind]) + (TURNS + 1) * (RUN_UP + BODIES)) * (POINTS / 1e6));
    figures[`scale.${kind}Megabytes`] = {
      value: (await server.usage()).maxRss / 1e6,
      unit: 'MB',
      what: `most resident memory of the bridge after ${points} million points ${kind === 'usual' ? 'of 2,000 clients of one run' : COMPARED[kind][0]}`,
      goal: { kind: 'atMost', value: 300 },
    };
  }
  return figures;
}

/** One bridge takes ten million points of one run. */
async function byAge(folder: string): Promise<Figures> {
  const server = await startServer('bridge-server', [join(folder, 'long')]);
  try {
    const body = createFreshBodies();
    const costs: number[] = [];
    for (let sent = 0; sent < LONG; sent += LONG_STEP) costs.push(await costOf(server, body, LONG_STEP));
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
  await send(server, body, bodies);
  return ((await server.usage()).cpuSeconds - before.cpuSeconds) / ((bodies * POINTS) / 1e6);
}

async function send(server: ServerProcess, body: () => Uint8Array, bodies: number): Promise<void> {
  for (let sent = 0; sent < bodies; sent++) await server.post(body());
}
