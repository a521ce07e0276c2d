import assert from 'node:assert/strict';
import { join } from 'node:path';
import { gaugeBody } from '../../bench/support/bodies.js';
import { type BridgeProcess, freePort, startBridgeProcess } from '../support/bridge-process.js';
import { mostMemory } from '../support/most-memory.js';
import { megabytesOf, recordProof } from '../support/proof-figures.js';
import { readEvents } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { assertEachOnce } from './support/each-once.js';
import { pressOn } from './support/press.js';

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

describe(`a bridge that is sent more than it can take for ${SECONDS} s`, function () {
  this.timeout(120_000 + SECONDS * 4000);
  const folder = temporaryFolder('overload');
  let bridge: BridgeProcess;
  let bodies: readonly Uint8Array[];
  before(async () => {
    bodies = Array.from({ length: BODIES }, (_, round) => gaugeBody(round, CLIENTS));
    bridge = await startBridgeProcess(folder.path, await freePort());
  });
  after(async () => {
    await bridge?.stop();
    folder.remove();
  });

  it('keeps its memory, says when to come again, and has all that it acknowledged, once', async function () {
    const statuses = await pressOn({
      url: bridge.url,
      bodies,
      senders: SENDERS,
      seconds: SECONDS,
      beginTogether: true,
    });
    const refused = (statuses.get(503) ?? 0) + (statuses.get(429) ?? 0);
    assert.ok(refused > 0, 'nothing was refused: that was no overload');
    const most = mostMemory(bridge.pid);
    if (most !== undefined) assert.ok(most < MOST_BYTES, `${Math.round(most / 2 ** 20)} MiB`);
    assert.equal((await fetch(`${bridge.url}/ready`)).status, 200);
    const events = await readEvents(join(folder.path, 'run-1.jsonl'));
    assertEachOnce(events);
    assert.equal(events.filter(({ event_type: type }) => type === 'client_update').length, BODIES * CLIENTS);
    recordProof(this.test, {
      seconds: SECONDS,
      senders: SENDERS,
      'requests acknowledged': statuses.get(200) ?? 0,
      'refused with Retry-After': refused,
      'updates acknowledged, found once': BODIES * CLIENTS,
      'MB of memory at most': megabytesOf(most ?? 0),
    });
  });
});
