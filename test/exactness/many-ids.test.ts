import assert from 'node:assert/strict';
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type BridgeProcess, freePort, startBridgeProcess } from '../support/bridge-process.js';
import { mostMemory } from '../support/most-memory.js';
import { attribute } from '../support/otlp-json.js';
import { megabytesOf, recordProof } from '../support/proof-figures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** How many ids of each kind; the long form has a million. */
const IDS = Number(process.env.FEDOTEL_TEST_IDS ?? 3_000);
/** Runs are a file each, and a folder takes 100,000. */
const RUNS = Math.min(IDS, 20_000);
const CLIENTS = Math.min(10 * IDS, 1_000_000);
/** Ids in one round, which a map writes in one piece. */
const A_ROUND = 50_000;
/** Kinds of ids have rounds of their own, further apart than one kind needs. */
const KIND_ROUNDS = 1_000;
/** Ids in one request. */
const AT_ONCE = 10_000;
const MOST_BYTES = 2 ** 30;
const TIME = 1_800_000_000_000_000_000n;

/**
 * Ids are free texts of strangers: nobody keeps anybody from sending new ones for ever. One destination keeps a model of
 * every run in memory meanwhile.
 */
describe(`a bridge that is sent ${CLIENTS} clients, ${RUNS} runs and ${IDS} metrics, attributes, operations and scopes`, function () {
  this.timeout(300_000 + IDS * 2);
  const folder = temporaryFolder('ids');
  let bridge: BridgeProcess;
  before(async () => {
    bridge = await startBridgeProcess(folder.path, await freePort(), ['--to', 'map']);
  });
  after(async () => {
    await bridge?.kill();
    folder.remove();
  });

  /** Sends requests about the ids from 0 to `count`. */
  const send = async (count: number, bodyOf: (first: number, end: number) => string) => {
    for (let first = 0; first < count; first += AT_ONCE) {
      const headers = { 'content-type': 'application/json' };
      const body = bodyOf(first, Math.min(count, first + AT_ONCE));
      const answer = await fetch(`${bridge.url}/v1/metrics`, { method: 'POST', headers, body });
      assert.equal(answer.status, 200, await answer.text());
    }
  };

  it('takes all of them, keeps its memory, and is ready', async function () {
    await send(
      CLIENTS,
      points(0, (n) => ({ 'fl.client.id': `client-${n}` })),
    );
    await send(
      IDS,
      points(1, (n) => ({ 'fl.metric.name': `metric-${n}`, 'fl.client.id': 'one' })),
    );
    await send(
      IDS,
      points(2, (n) => ({ [`key-${n}`]: 'x', 'fl.client.id': `odd-${n % 7}` })),
    );
    await send(
      IDS,
      points(3, (n) => ({ 'fl.operation.name': `operation-${n}`, 'fl.client.id': 'one' })),
    );
    await send(
      RUNS,
      points(4, (n) => ({ 'fl.run.id': `many-${n}`, 'fl.client.id': 'one' })),
    );
    await send(IDS, scopes);
    const journal = join(folder.path, 'run-1.jsonl');
    const { lines, clients } = await readClients(journal);
    assert.ok(clients >= CLIENTS, `${clients} clients`);
    assert.ok(lines >= CLIENTS + 3 * IDS, `${lines} lines`);
    const runs = readdirSync(folder.path).filter((name) => /^many-\d+\.jsonl$/.test(name)).length;
    assert.equal(runs, RUNS);
    assert.equal((await fetch(`${bridge.url}/ready`)).status, 200);
    const most = mostMemory(bridge.pid);
    if (most !== undefined) assert.ok(most < MOST_BYTES, `${Math.round(most / 2 ** 20)} MiB`);
    recordProof(this.test, {
      clients,
      runs,
      'metrics, attributes, operations and scopes each': IDS,
      'MB of journal': megabytesOf(statSync(journal).size),
      'MB of memory at most': megabytesOf(most ?? 0),
    });
  });
});

/** How many lines and different clients a journal has; read line by line, because it may not fit into memory. */
async function readClients(path: string): Promise<{ readonly lines: number; readonly clients: number }> {
  const clients = new Set<string>();
  let lines = 0;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const { clients: records = [] } = JSON.parse(line) as { clients?: readonly { readonly client_id: string }[] };
    for (const { client_id: id } of records) clients.add(id);
    lines++;
  }
  return { lines, clients: clients.size };
}

/**
 * Requests with points of a free number, each with attributes of its own.
 *
 * @param kind number of the kind of ids
 */
function points(
  kind: number,
  attributesOf: (number: number) => Record<string, string>,
): (first: number, end: number) => string {
  return (first, end) => {
    const dataPoints = numbers(first, end).map((number) => ({
      timeUnixNano: String(TIME + BigInt(number)),
      asDouble: number,
      attributes: Object.entries({ 'fl.run.id': 'run-1', 'fl.metric.name': 'x', ...attributesOf(number) })
        .map(([key, value]) => attribute(key, value))
        .concat(attribute('fl.round.number', kind * KIND_ROUNDS + Math.floor(number / A_ROUND))),
    }));
    const metrics = [{ name: 'fl.client.metric', unit: '1', gauge: { dataPoints } }];
    return JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ scope: { name: 'fedotel.client' }, metrics }] }] });
  };
}

/** Metrics of foreign scopes, each with a name that nobody has heard of. */
function scopes(first: number, end: number): string {
  const scopeMetrics = numbers(first, end).map((number) => ({
    scope: { name: `scope-${number}`, version: String(number) },
    metrics: [
      { name: `name-${number}`, gauge: { dataPoints: [{ timeUnixNano: String(TIME), asDouble: 1, attributes: [] }] } },
    ],
  }));
  return JSON.stringify({ resourceMetrics: [{ scopeMetrics }] });
}

function numbers(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, at) => first + at);
}
