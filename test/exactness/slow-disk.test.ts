import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gaugeBody } from '../../bench/support/bodies.js';
import { type BridgeProcess, freePort, startBridgeProcess } from '../support/bridge-process.js';
import { mostMemory } from '../support/most-memory.js';
import { megabytesOf, recordProof } from '../support/proof-figures.js';
import { readEvents } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';
import { assertEachOnce } from './support/each-once.js';
import { postBody, pressOn } from './support/press.js';

const PRELOAD = new URL('./apps/slow-sync.js', import.meta.url).href;
/** How long senders press on while the disk hangs again and again. */
const SECONDS = Number(process.env.FEDOTEL_TEST_SLOW_DISK_SECONDS ?? 2);
/** How long no sync ends, then how long the disk is as fast as it is. */
const HANGS_MILLIS = 800;
const GOES_MILLIS = 200;
const CLIENTS = 6_000;
const BODIES = 6;
/** Their bodies together are more than a receiver holds at one time. */
const SENDERS = 80;
/** As under any overload: a slow disk is one. */
const MOST_BYTES = 1280 * 2 ** 20;

describe('a bridge whose disk takes its time with fdatasync', function () {
  this.timeout(120_000 + SECONDS * 4000);
  let folder: ReturnType<typeof temporaryFolder>;
  let hold: string;
  let bridge: BridgeProcess;
  beforeEach(async () => {
    folder = temporaryFolder('slow');
    hold = join(folder.path, 'hold');
    const through = ['env', `NODE_OPTIONS=--import=${PRELOAD}`, `FEDOTEL_TEST_HOLD_SYNC=${hold}`];
    bridge = await startBridgeProcess(join(folder.path, 'runs'), await freePort(), [], through);
  });
  afterEach(async () => {
    rmSync(hold, { force: true });
    await bridge.kill();
    folder.remove();
  });

  const found = async () => {
    const events = await readEvents(join(folder.path, 'runs', 'run-1.jsonl'));
    assertEachOnce(events);
    return events.filter(({ event_type: type }) => type === 'client_update').length;
  };

  it('answers only when what came is on the disk, and is reachable meanwhile', async function () {
    writeFileSync(hold, '');
    let answers = 0;
    const requests = [0, 1, 2].map(async (round) => {
      const answer = await postBody(bridge.url, gaugeBody(round, 10));
      answers++;
      return answer.status;
    });
    await until('a sync waits', () => readFileSync(hold, 'utf8') !== '');
    // Each of these is a way there and back that an answer could have taken, too.
    for (let turn = 0; turn < 20; turn++) assert.equal((await fetch(`${bridge.url}/health`)).status, 200);
    assert.equal(answers, 0);
    rmSync(hold);
    assert.deepEqual(await Promise.all(requests), [200, 200, 200]);
    assert.equal(await found(), 30);
    recordProof(this.test, { 'requests waited for the disk': 3, 'answered before': 0 });
  });

  it('keeps its memory under load, says when to come again, and has all that it acknowledged, once', async function () {
    const bodies = Array.from({ length: BODIES }, (_, round) => gaugeBody(round, CLIENTS));
    const over = new AbortController();
    let hung = 0;
    const disk = (async () => {
      while (!over.signal.aborted) {
        writeFileSync(hold, '');
        // The first time until a sync has met it: what comes again later needs none.
        if (hung === 0) await until('a sync waits', () => readFileSync(hold, 'utf8') !== '', SECONDS + 60);
        await delay(HANGS_MILLIS);
        if (readFileSync(hold, 'utf8') !== '') hung++;
        rmSync(hold);
        await delay(GOES_MILLIS);
      }
    })();
    const pressure = { url: bridge.url, bodies, senders: SENDERS, seconds: SECONDS, beginTogether: true };
    const [statuses] = await Promise.all([pressOn(pressure).finally(() => over.abort()), disk]);
    const refused = (statuses.get(503) ?? 0) + (statuses.get(429) ?? 0);
    assert.ok(hung > 0, 'no sync met a disk that hangs');
    assert.ok(refused > 0, 'nothing was refused: that was no overload');
    const most = mostMemory(bridge.pid);
    if (most !== undefined) assert.ok(most < MOST_BYTES, `${Math.round(most / 2 ** 20)} MiB`);
    assert.equal((await fetch(`${bridge.url}/ready`)).status, 200);
    assert.equal(await found(), BODIES * CLIENTS);
    recordProof(this.test, {
      seconds: SECONDS,
      'syncs hung for 0.8 s': hung,
      'requests acknowledged': statuses.get(200) ?? 0,
      'refused with Retry-After': refused,
      'updates acknowledged, found once': BODIES * CLIENTS,
      'MB of memory at most': megabytesOf(most ?? 0),
    });
  });
});
