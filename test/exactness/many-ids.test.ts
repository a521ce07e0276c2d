import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createFreshBodies } from '../../bench/support/fresh-bodies.js';
import { type BridgeProcess, freePort, startBridgeProcess } from '../support/bridge-process.js';
import { mostMemory } from '../support/most-memory.js';
import { attribute } from '../support/otlp-json.js';
import { readEvents } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** How many ids of each kind; clients ten times as many, at most 100,000. */
const IDS = Number(process.env.FEDOTEL_TEST_IDS ?? 3_000);
const CLIENTS = Math.min(10 * IDS, 100_000);
const MOST_BYTES = 900 * 2 ** 20;
const TIME = 1_800_000_000_000_000_000n;

/**
 * Ids are free texts of strangers: nobody keeps anybody from sending new ones for ever. One destination keeps a model of
 * every run in memory meanwhile.
 */
describe(`a bridge that is sent ${CLIENTS} clients and ${IDS} runs, metrics, attributes and scopes`, function () {
  this.timeout(300_000);
  const folder = temporaryFolder('ids');
  let bridge: BridgeProcess;
  before(async () => {
    bridge = await startBridgeProcess(folder.path, await freePort(), ['--to', 'map']);
  });
  after(async () => {
    await bridge?.kill();
    folder.remove();
  });

  const send = async (body: string | Uint8Array) => {
    const type = typeof body === 'string' ? 'application/json' : 'application/x-protobuf';
    const headers = { 'content-type': type };
    const answer = await fetch(`${bridge.url}/v1/metrics`, {
      method: 'POST',
      headers,
      body: typeof body === 'string' ? body : Buffer.from(body),
    });
    assert.equal(answer.status, 200, await answer.text());
  };

  it('takes all of them, keeps its memory, and is ready', async () => {
    const clients = createFreshBodies({ clients: CLIENTS });
    for (let sent = 0; sent < CLIENTS; sent += 2_000) await send(clients());
    await send(points((n) => ({ 'fl.metric.name': `metric-${n}`, 'fl.client.id': 'one' })));
    await send(points((n) => ({ [`key-${n}`]: 'x', 'fl.client.id': `odd-${n % 7}` })));
    await send(points((n) => ({ 'fl.operation.name': `operation-${n}`, 'fl.client.id': 'one' })));
    await send(points((n) => ({ 'fl.run.id': `many-${n % IDS}`, 'fl.client.id': 'one' })));
    await send(scopes());
    const events = await readEvents(join(folder.path, 'run-1.jsonl'));
    const seen = new Set(events.flatMap((event) => ('clients' in event ? event.clients : [])?.map((c) => c.client_id)));
    assert.ok(seen.size >= CLIENTS, `${seen.size} clients`);
    assert.ok(statSync(join(folder.path, `many-${IDS - 1}.jsonl`)).size > 0);
    assert.equal((await fetch(`${bridge.url}/ready`)).status, 200);
    const most = mostMemory(bridge.pid);
    if (most !== undefined) assert.ok(most < MOST_BYTES, `${Math.round(most / 2 ** 20)} MiB`);
  });
});

/** A request with so many points of a free number, each with attributes of its own. */
function points(attributesOf: (number: number) => Record<string, string>): string {
  const dataPoints = Array.from({ length: IDS }, (_, number) => ({
    timeUnixNano: String(TIME + BigInt(number)),
    asDouble: number,
    attributes: Object.entries({ 'fl.run.id': 'run-1', 'fl.metric.name': 'x', ...attributesOf(number) })
      .map(([key, value]) => attribute(key, value))
      .concat(attribute('fl.round.number', 1)),
  }));
  const metrics = [{ name: 'fl.client.metric', unit: '1', gauge: { dataPoints } }];
  return JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ scope: { name: 'fedotel.client' }, metrics }] }] });
}

/** Metrics of foreign scopes, each with a name that nobody has heard of. */
function scopes(): string {
  const scopeMetrics = Array.from({ length: IDS }, (_, number) => ({
    scope: { name: `scope-${number}`, version: String(number) },
    metrics: [
      { name: `name-${number}`, gauge: { dataPoints: [{ timeUnixNano: String(TIME), asDouble: 1, attributes: [] }] } },
    ],
  }));
  return JSON.stringify({ resourceMetrics: [{ scopeMetrics }] });
}
