import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalEvent, TaskEvent } from '../../exporters/journal/events.js';
import { createAppProcesses } from '../support/app-process.js';
import { freePort, startBridgeProcess } from '../support/bridge-process.js';
import { readEvents, readRun } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';
import { type FederationApp, startFederationApp } from './apps/federation.js';

const CLIENTS = 4;

describe('no endpoint configured: the bridge inside the app', () => {
  const apps = createAppProcesses();
  let folder: ReturnType<typeof temporaryFolder>;
  let runsDir: string;

  beforeEach(() => {
    folder = temporaryFolder('embedded');
    runsDir = join(folder.path, 'runs');
  });
  afterEach(async () => {
    await apps.killAll();
    folder.remove();
  });

  /** An app in the folder that has `runs/`, as one that says nothing about where its runs are. */
  const startHere = () => startFederationApp(apps, { cwd: folder.path });
  const journal = (runId: string) => join(runsDir, `${runId}.jsonl`);
  const announced = () => JSON.parse(readFileSync(join(runsDir, '.state/bridge.json'), 'utf8')) as { pid: number };
  const lockHolders = () =>
    readdirSync(join(runsDir, '.state'))
      .filter((name) => /^bridge\.lock\.\d+$/.test(name))
      .map((name) => JSON.parse(readFileSync(join(runsDir, '.state', name), 'utf8')) as { pid: number });

  async function startServer(runId: string): Promise<FederationApp> {
    const server = startHere();
    await server.call('startTelemetry');
    await server.call('startRun', { job: 'digits', runId });
    return server;
  }

  /**
   * Waits until an app says that its data go there. A bridge announces itself before its app knows of it, and one that is
   * slow to say that it lives is found at a later look.
   */
  async function goesTo(app: FederationApp, where: RegExp): Promise<void> {
    let said = '';
    await until(`data go ${where}`, async () => {
      said = await app.call('description');
      return where.test(said);
    }).catch((error: unknown) => assert.fail(`${error}, got ${said}`));
  }

  it('takes what client processes send, found by folder or variable, into one journal', async () => {
    const server = await startServer('shared');
    await goesTo(server, /^to an embedded bridge that writes runs\/ \(default; /);
    const elsewhere = join(folder.path, 'elsewhere');
    mkdirSync(elsewhere);
    const clients = new Map<string, FederationApp>([
      ['by-folder', startHere()],
      ['by-variable', startFederationApp(apps, { cwd: elsewhere, env: { FEDOTEL_RUNS_DIR: runsDir } })],
    ]);
    await server.call('startRound', { number: 1, selected: 2 });
    for (const [id, client] of clients) {
      await client.call('startTelemetry');
      await goesTo(client, /^to the running bridge http:\/\/127\.0\.0\.1:\d+ of /);
      const report = await client.call('work', await server.call('startTask', 1, id), { loss: 0.5 });
      await server.call('update', 1, { client: id, report });
      assert.equal((await client.call('shutdown')).complete, true);
      assert.equal(await client.end(), 0, client.errors());
    }
    await server.call('endRound', 1);
    await server.call('finish');
    assert.equal((await server.call('shutdown')).complete, true);
    assert.equal(await server.end(), 0, server.errors());
    assert.deepEqual(readdirSync(runsDir).sort(), ['.state', 'shared.jsonl', 'shared.map.json']);
    assert.ok(!existsSync(join(elsewhere, 'runs')));
    const spans = spansOf(await readEvents(journal('shared')));
    for (const id of clients.keys()) {
      const own = spans.filter((span) => span.kind === 'task' && span.client_id === id);
      const [given] = own.filter(({ side }) => side === 'server');
      const done = own.filter(({ side }) => side === 'client');
      assert.equal(done.length, 1, `${id}: the server relays no span that the client sends itself`);
      assert.equal(done[0]?.parent_span_id, given?.span_id);
      assert.equal(done[0]?.trace_id, given?.trace_id);
    }
    const view = await readRun(journal('shared'));
    assert.equal(view.state, 'finished');
    assert.equal(view.rounds[0]?.completed, 2);
  });

  it('is waited for by a client process that was there first', async () => {
    const client = startHere();
    assert.match(await client.call('startTelemetry'), /which the first process to start a run has$/);
    const server = startHere();
    await server.call('startRun', { job: 'digits', runId: 'late-bridge' });
    await server.call('startRound', { number: 1 });
    // The server has no telemetry yet, so nothing listens anywhere while the client works.
    await client.call('work', await server.call('startTask', 1, 'early'));
    assert.equal(await client.call('flush', 0.1), true, 'spans are best effort: a flush says nothing about them');
    assert.ok(!existsSync(runsDir));
    await server.call('startTelemetry');
    await goesTo(client, /^to the running bridge /);
    assert.equal((await client.call('shutdown')).complete, true);
    await server.call('finish');
    await server.call('shutdown');
    const done = spansOf(await readEvents(journal('late-bridge'))).filter(({ side }) => side === 'client');
    assert.deepEqual(
      done.map((span) => [span.client_id, span.round, span.operation]),
      [['early', 1, 'train']],
    );
  });

  it('serves a second process that starts a run of its own: one lock, two journals', async () => {
    const first = await startServer('first');
    await goesTo(first, /^to an embedded bridge /);
    const second = await startServer('second');
    await goesTo(second, /^to the running bridge /);
    for (const app of [first, second]) {
      await app.call('train', 1, 3, CLIENTS);
      await app.call('finish');
    }
    assert.deepEqual(
      lockHolders().map(({ pid }) => pid),
      [first.pid],
    );
    assert.equal(announced().pid, first.pid);
    await second.call('shutdown');
    await first.call('shutdown');
    assert.ok(!existsSync(join(runsDir, '.state/bridge.json')));
    for (const id of ['first', 'second']) await assertWhole(journal(id), 3);
  });

  it('moves to another process when its owner is killed; nothing that the others recorded is lost or doubled', async () => {
    const owner = await startServer('killed');
    await goesTo(owner, /^to an embedded bridge /);
    const others = new Map([
      ['b', await startServer('b')],
      ['c', await startServer('c')],
    ]);
    const client = startHere();
    await client.call('startTelemetry');
    await owner.call('train', 1, 5, CLIENTS);
    for (const app of others.values()) {
      await app.call('train', 1, 10, CLIENTS);
      assert.equal(await app.call('flush'), true);
      // These are on their way, or wait, while the owner dies.
      await app.call('train', 11, 20, CLIENTS);
    }
    await owner.kill();
    for (const app of others.values()) await app.call('train', 21, 30, CLIENTS);
    for (const app of others.values()) assert.equal(await app.call('flush'), true, app.errors());
    const heirs = [...others].filter(([, { pid }]) => pid === announced().pid);
    assert.equal(heirs.length, 1, 'one of the two that remain has the bridge now');
    assert.deepEqual(
      lockHolders().map(({ pid }) => pid),
      [announced().pid],
    );
    const [[heirId, heir] = fail('no heir')] = heirs;
    assert.match(await heir.call('description'), /^to an embedded bridge /);
    // A process that starts no run goes to whoever has the bridge now.
    await heir.call('startRound', { number: 31, selected: 1 });
    const report = await client.call('work', await heir.call('startTask', 31, 'c0'));
    await heir.call('update', 31, { client: 'c0', report });
    await heir.call('endRound', 31);
    await client.call('shutdown');
    for (const app of [...others.values()].sort((a) => (a === heir ? 1 : -1))) {
      await app.call('finish');
      const { complete, dropped } = await app.call('shutdown');
      assert.deepEqual([complete, dropped.updates, dropped.events], [true, 0, 0], app.errors());
    }
    for (const id of others.keys()) await assertWhole(journal(id), 30);
    const done = spansOf(await readEvents(journal(heirId))).filter(
      ({ round, side }) => round === 31 && side === 'client',
    );
    assert.equal(done.length, 1);
    // What the dead owner had acknowledged to itself is there too, whole lines only.
    assert.equal((await readEvents(journal('killed')))[0]?.event_type, 'init');
    // Each of its waits for deliveries may take 20 s.
  }).timeout(180_000);

  it('leaves a folder, after kill -9, that `fedotel bridge` and the next app take over', async () => {
    const owner = await startServer('one');
    await owner.call('train', 1, 3, CLIENTS);
    assert.equal(await owner.call('flush'), true);
    await owner.kill();
    const { pid } = announced();
    assert.equal(pid, owner.pid, 'the announcement of the dead is still there');
    const bridge = await startBridgeProcess(runsDir, await freePort());
    assert.notEqual(announced().pid, pid);
    await bridge.kill();
    const next = await startServer('one');
    await next.call('train', 4, 6, CLIENTS);
    await next.call('finish');
    assert.equal((await next.call('shutdown')).complete, true, next.errors());
    const view = await readRun(journal('one'));
    assert.equal(view.attempts.length, 2);
    assert.deepEqual(
      view.rounds.map(({ round, completed }) => [round, completed]),
      [1, 2, 3, 4, 5, 6].map((round) => [round, CLIENTS]),
    );
    assertNothingTwice(await readEvents(journal('one')));
  });

  it('lets the app train on when the folder cannot be written, and says so once', async () => {
    // A file in the folder's place is in everybody's way, root's too.
    writeFileSync(runsDir, '');
    const server = await startServer('nowhere');
    await server.call('train', 1, 3, CLIENTS);
    await until('the trouble is said', async () => (await server.call('warnings')).length > 0);
    await server.call('train', 4, 6, CLIENTS);
    await server.call('finish');
    const { complete, pending } = await server.call('shutdown', 0.5);
    assert.equal(complete, false);
    assert.ok(pending > 6 * CLIENTS, `${pending} wait`);
    const said = (await server.call('warnings')).filter(({ message }) => message.includes('embedded bridge'));
    assert.equal(said.length, 1, JSON.stringify(said));
    assert.match(said[0]?.message ?? '', /cannot start \(.*\); trying again, nothing is lost while there is room\.$/);
    assert.equal(await server.end(), 0, server.errors());
    assert.match(server.errors(), /\d+ updates and events could not be delivered .*lost with this process/);
  });
});

function fail(message: string): never {
  throw new Error(message);
}

/** Spans of a journal. */
function spansOf(events: readonly JournalEvent[]): TaskEvent[] {
  return events.filter((event) => event.event_type === 'task' && event.phase === 'ended') as TaskEvent[];
}

/** That a journal has rounds 1 to `rounds`, each client's update in each once, and the counts that its app emitted. */
async function assertWhole(path: string, rounds: number): Promise<void> {
  const events = await readEvents(path);
  assertNothingTwice(events);
  const view = await readRun(path);
  assert.equal(view.state, 'finished');
  for (let number = 1; number <= rounds; number++) {
    const round = view.rounds.find((candidate) => candidate.round === number);
    assert.equal(round?.state, 'completed', `round ${number} of ${path}`);
    assert.equal(round?.clients.filter(({ updates }) => updates.length === 1 && updates[0]?.complete).length, CLIENTS);
  }
  const updates = view.rounds.flatMap((round) => round.clients.flatMap((client) => client.updates));
  assert.equal(updates.length, view.emitted?.updates);
  assert.equal(view.rounds.length, view.emitted?.rounds);
}

/** That no datum of a journal is there twice. */
function assertNothingTwice(events: readonly JournalEvent[]): void {
  const seen = new Set<string>();
  for (const event of events) {
    const text = JSON.stringify(event, (_, value) => (typeof value === 'bigint' ? String(value) : value));
    assert.ok(!seen.has(text), text);
    seen.add(text);
    if (event.event_type !== 'client_update') continue;
    for (const field of Object.keys(event.clients[0] ?? {}).filter((name) => !['client_id', 'round'].includes(name))) {
      const key = JSON.stringify([event.attempt, event.round, event.clients[0]?.client_id, field]);
      assert.ok(!seen.has(key), `${key} is there twice`);
      seen.add(key);
    }
  }
}
