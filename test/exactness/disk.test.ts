import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BridgeProcess, freePort, startBridgeProcess } from '../support/bridge-process.js';
import { type JsonUpdate, post, updatesBody } from '../support/otlp-json.js';
import { recordProof } from '../support/proof-figures.js';
import { readEvents } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';
import { assertEachOnce } from './support/each-once.js';
import { asSeenBy, canHaveOwnDisk, liftFileLimit, onOwnDisk, remount, withFileLimit } from './support/own-disk.js';

const CLIENTS = 100;

describe('a bridge whose disk does not take what comes', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let bridge: BridgeProcess | undefined;
  beforeEach(() => {
    folder = temporaryFolder('disk');
  });
  afterEach(async () => {
    await bridge?.kill();
    bridge = undefined;
    folder.remove();
  });

  async function start(through: readonly string[] = []): Promise<BridgeProcess> {
    bridge = await startBridgeProcess(folder.path, await freePort(), [], through);
    return bridge;
  }

  /** Sends rounds until one is refused. @returns the rounds that were acknowledged, and the one that was not */
  async function fill(url: string): Promise<number> {
    for (let round = 1; round < 10_000; round++) {
      const answer = await send(url, round);
      if (answer.status !== 200) {
        assertComeAgain(answer);
        return round;
      }
    }
    assert.fail('the disk never filled up');
  }

  /** That the journal holds these rounds, whole and once, and nothing else. */
  async function assertHolds(path: string, rounds: number): Promise<void> {
    const events = await readEvents(path);
    assertEachOnce(events);
    const updates = events.flatMap((event) => (event.event_type === 'client_update' ? [event] : []));
    assert.equal(updates.length, rounds * CLIENTS);
    for (const { round, clients } of updates) {
      const [client] = clients;
      const expected = updatesOf(round ?? 0).find(({ client: id }) => id === client?.client_id);
      assert.deepEqual([client?.local_loss, client?.num_samples], [expected?.loss, expected?.samples]);
    }
  }

  /** Waits for words to the operator: they come another way than the answer, and may be later. */
  async function untilSaid(errors: () => string, words: RegExp): Promise<void> {
    await until(`it says ${words}`, () => words.test(errors()));
  }

  it('full: says when to come again, keeps what it took, and goes on when there is space', async function () {
    if (!canHaveOwnDisk(folder.path)) this.skip();
    const { url, pid, errors } = await start(onOwnDisk(folder.path, '2m'));
    const inside = asSeenBy(pid, folder.path);
    const filler = join(inside, 'filler');
    writeFileSync(filler, Buffer.alloc(1 << 20));
    let said = 1;
    let next = await fill(url);
    let refused = true;
    for (let times = 0; times < 5; times++) {
      // The map of the run is written anew each time, which gives back what the one before took.
      topUp(`${filler}-${times}`);
      const answer = await send(url, next);
      if (answer.status === 200) next += 1;
      else assertComeAgain(answer);
      if (refused !== (answer.status !== 200)) said += 1;
      refused = answer.status !== 200;
    }
    await untilSaid(errors, /the disk is full \(ENOSPC\)\. Senders are told to come again\./);
    assert.equal((await fetch(`${url}/health`)).status, 200);
    const journal = join(inside, 'r.jsonl');
    await assertHolds(journal, next - 1);
    for (const name of readdirSync(inside).filter((file) => file.startsWith('filler'))) rmSync(join(inside, name));
    for (let round = next; round < next + 5; round++) assert.equal((await send(url, round)).status, 200);
    assert.equal((await send(url, 1)).status, 200);
    await assertHolds(journal, next + 4);
    // Said when it begins and when it is over, not at every request.
    const about = () => errors().match(/journal: .*\n/g) ?? [];
    const expected = said + (refused ? 1 : 0);
    await until('it says that it is over', () => about().length >= expected);
    assert.equal(about().length, expected, errors());
    assert.equal(about().at(-1), 'journal: it can be written again\n');
    recordProof(this.test, {
      'rounds acknowledged, found once': next + 4,
      'times said that it is full or not': expected,
    });
  });

  it('at a limit of the size of files: the same', async function () {
    if (spawnSync('prlimit', ['--version']).status !== 0) this.skip();
    const { url, pid, errors } = await start(withFileLimit(512));
    const refused = await fill(url);
    assertComeAgain(await send(url, refused));
    await untilSaid(errors, /the file may not become larger \(EFBIG\)\. Senders are told to come again\./);
    await assertHolds(join(folder.path, 'r.jsonl'), refused - 1);
    liftFileLimit(pid);
    for (let round = refused; round < refused + 5; round++) assert.equal((await send(url, round)).status, 200);
    await assertHolds(join(folder.path, 'r.jsonl'), refused + 4);
  });

  it('read-only: says when to come again, and goes on when it is writable', async function () {
    if (!canHaveOwnDisk(folder.path)) this.skip();
    const { url, pid, errors } = await start(onOwnDisk(folder.path, '8m'));
    remount(pid, folder.path, 'ro');
    assertComeAgain(await send(url, 1));
    await untilSaid(errors, /the file system is read-only \(EROFS\)\. Senders are told to come again\./);
    remount(pid, folder.path, 'rw');
    assert.equal((await send(url, 1)).status, 200);
    await assertHolds(join(asSeenBy(pid, folder.path), 'r.jsonl'), 1);
    recordProof(this.test, { 'round refused with Retry-After, then taken': 1 });
  });

  it('full or read-only from the start: does not start, and says why', async function () {
    if (!canHaveOwnDisk(folder.path)) this.skip();
    const [unshare = '', ...words] = onOwnDisk(folder.path, '8m');
    const script = words[4] ?? '';
    const readOnly = [...words.slice(0, 4), script.replace('size=8m', 'size=8m,ro'), ...words.slice(5)];
    await assert.rejects(
      start([unshare, ...readOnly]),
      /ended with code 1: fedotel bridge: --runs-dir \S+: expected a writable folder, got .*EROFS.*\n$/,
    );
    const full = script.replace(' && exec', ' && (cat /dev/zero > "$0/filler" || true) 2>/dev/null && exec');
    await assert.rejects(
      start([unshare, ...words.slice(0, 4), full, ...words.slice(5)]),
      /ended with code 1: fedotel bridge: --runs-dir \S+: expected a writable folder, got .*ENOSPC.*\n$/,
    );
  });

  it('removed: says when to come again; made again, the runs begin anew and no other bridge gets the folder', async function () {
    const { url, errors, stop } = await start();
    assert.equal((await send(url, 1)).status, 200);
    // The bridge may write into it meanwhile.
    rmSync(folder.path, { recursive: true, maxRetries: 20, retryDelay: 10 });
    assertComeAgain(await send(url, 2));
    await untilSaid(errors, /its folder was removed \(ENOENT\)\. Senders are told to come again\./);
    mkdirSync(folder.path);
    // What the sender was told is on disk stays away with the folder; what it still has is complete.
    assert.equal((await send(url, 2)).status, 200);
    assert.equal((await send(url, 1)).status, 200);
    await assertHolds(join(folder.path, 'r.jsonl'), 2);
    const announcement = join(folder.path, '.state', 'bridge.json');
    await until('the folder is locked, and the bridge announced, again', () => existsSync(announcement));
    await assert.rejects(startBridgeProcess(folder.path, await freePort()), /is in use by process/);
    assert.equal(await stop(), 0, errors());
    recordProof(this.test, { 'round refused with Retry-After': 1, 'rounds found once afterwards': 2 });
  });

  it('torn by a crash in the middle of a line: the next bridge sets that aside and the sender’s repetition counts', async function () {
    const first = await start();
    assert.equal((await send(first.url, 1)).status, 200);
    await first.kill();
    const journal = join(folder.path, 'r.jsonl');
    appendFileSync(journal, '{"event_type":"client_update","run_id":"r","round":2,"cli');
    const { url, errors } = await start();
    for (const round of [1, 2]) assert.equal((await send(url, round)).status, 200);
    await assertHolds(journal, 2);
    await untilSaid(errors, /ended in the middle of a line/);
    assert.equal(readdirSync(join(folder.path, '.state', 'torn')).length, 1);
    recordProof(this.test, { 'torn line set aside': 1, 'rounds found once': 2 });
  });
});

/** Makes a file as large as the disk lets it be. */
function topUp(path: string): void {
  try {
    for (;;) appendFileSync(path, Buffer.alloc(4096));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
}

function updatesOf(round: number): JsonUpdate[] {
  return Array.from({ length: CLIENTS }, (_, client) => ({
    client: `c${client}`,
    round,
    time: 1_772_442_000_000_000_000n + BigInt(round),
    loss: 1 / (round + client),
    samples: client,
  }));
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

async function send(url: string, round: number): Promise<Answer> {
  const answer = await post(`${url}/v1/metrics`, updatesBody('r', updatesOf(round)));
  assert.ok(answer !== undefined, 'the bridge answers');
  return answer;
}

/** The only refusal after which a Collector comes again at the time that it is told. */
function assertComeAgain({ status, headers, text }: Answer): void {
  assert.equal(status, 503);
  assert.match(headers.get('retry-after') ?? '', /^[1-9]\d?$/);
  assert.equal(typeof (JSON.parse(text) as { message?: unknown }).message, 'string');
}
