import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gaugeBody } from '../../bench/support/bodies.js';
import { type BridgeProcess, freePort, startBridgeProcess } from '../support/bridge-process.js';
import { mostMemory } from '../support/most-memory.js';
import { readEvents } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { assertEachOnce } from './support/each-once.js';

/** How long senders press on. */
const SECONDS = Number(process.env.FEDOTEL_TEST_OVERLOAD_SECONDS ?? 4);
const CLIENTS = 6_000;
const BODIES = 6;
/** Their bodies together are twice what a receiver holds at one time. */
const SENDERS = 120;
/**
 * Most memory that a bridge may have had: 256 MiB of bodies, twice while their parts are joined, as much again that is no
 * longer needed and not yet collected, and what it needs without load. It does not depend on how long the load lasts.
 */
const MOST_BYTES = 1280 * 2 ** 20;

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

describe(`a bridge that is sent more than it can take for ${SECONDS} s`, function () {
  this.timeout(120_000 + SECONDS * 4000);
  const folder = temporaryFolder('overload');
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  let bridge: BridgeProcess;
  let bodies: readonly Uint8Array[];
  before(async () => {
    bodies = Array.from({ length: BODIES }, (_, round) => gaugeBody(round, CLIENTS));
    bridge = await startBridgeProcess(folder.path, await freePort());
  });
  after(async () => {
    agent.destroy();
    await bridge?.stop();
    folder.remove();
  });

  it('keeps its memory, says when to come again, and has all that it acknowledged, once', async () => {
    const statuses = new Map<number, number>();
    const end = performance.now() + SECONDS * 1000;
    const sender = async (number: number) => {
      for (let turn = number; ; turn++) {
        const answer = await post(bridge.url, bodies[turn % BODIES] ?? new Uint8Array(), agent);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        if (answer.status === 200) {
          if (performance.now() > end) return;
          continue;
        }
        assert.ok([429, 503].includes(answer.status), `status ${answer.status}`);
        assert.match(answer.retryAfter ?? '', /^([1-9]|[12]\d|30)$/);
        // Nobody here waits as long as told: that is what overload is made of.
        await delay(50);
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, (_, number) => sender(number)));
    assert.ok((statuses.get(503) ?? 0) + (statuses.get(429) ?? 0) > 0, 'nothing was refused: that was no overload');
    const most = mostMemory(bridge.pid);
    if (most !== undefined) assert.ok(most < MOST_BYTES, `${Math.round(most / 2 ** 20)} MiB`);
    assert.equal((await fetch(`${bridge.url}/ready`)).status, 200);
    const events = await readEvents(join(folder.path, 'run-1.jsonl'));
    assertEachOnce(events);
    assert.equal(events.filter(({ event_type: type }) => type === 'client_update').length, BODIES * CLIENTS);
  });
});

function post(url: string, body: Uint8Array, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-protobuf', 'content-length': body.byteLength };
    const sent = request(`${url}/v1/metrics`, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] });
      });
      response.once('error', reject);
    });
    // A body that is refused is not read to its end: the connection may be closed under it, after the answer.
    sent.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve({ status: 503, retryAfter: '1' });
      else reject(error);
    });
    sent.end(body);
  });
}
