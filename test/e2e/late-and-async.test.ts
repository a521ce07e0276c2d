import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type Bridge, createBridge } from '../../exporters/bridge/index.js';
import type { ClientRecord, ClientUpdateEvent, JournalEvent } from '../../exporters/journal/events.js';
import type { RoundView, RunView } from '../../exporters/run-model/index.js';
import { startRun } from '../../lib/index.js';
import { startTelemetry, type Telemetry } from '../../lib/telemetry/index.js';
import { createAppProcesses } from '../support/app-process.js';
import { post, updatesBody } from '../support/otlp-json.js';
import { readEvents, readRun } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { startFederationApp } from './apps/federation.js';

describe('rounds and updates in any order', () => {
  const apps = createAppProcesses();
  const folder = temporaryFolder('order');
  let bridge: Bridge;
  let telemetry: Telemetry;

  before(async () => {
    bridge = await createBridge({ runsDir: join(folder.path, 'runs'), listen: { port: 0 }, to: [] });
    telemetry = await startTelemetry({ job: 'digits', endpoint: bridge.url, quiet: true });
  });
  afterEach(() => apps.killAll());
  after(async () => {
    await telemetry.shutdown();
    await bridge.stop();
    folder.remove();
  });

  const path = (runId: string) => join(bridge.runsDir, `${runId}.jsonl`);

  async function delivered(runId: string): Promise<{ events: JournalEvent[]; view: RunView }> {
    assert.equal((await telemetry.flush()).complete, true);
    return { events: await readEvents(path(runId)), view: await readRun(path(runId)) };
  }

  it('asynchronous: rounds overlap, a task outlives its round, staleness and base round are kept', async () => {
    const run = startRun({ job: 'digits', runId: 'async', mode: 'async' });
    const first = run.startRound({ number: 0 });
    first.startTask({ client: 'fast' });
    first.startTask({ client: 'slow' });
    const second = run.startRound({ number: 1 });
    second.startTask({ client: 'other' });
    second.clientUpdate({ client: 'other', loss: 2 });
    first.clientUpdate({ client: 'fast', loss: 1 });
    const between = await delivered('async');
    assert.deepEqual(
      between.view.rounds.map(({ round, state, waitingFor }) => [
        round,
        state,
        waitingFor.map((wait) => wait.clientId),
      ]),
      [
        [0, 'running', ['slow']],
        [1, 'running', []],
      ],
    );
    first.end({ accuracy: 0.1 });
    second.clientUpdate({ client: 'slow', loss: 3, baseRound: 0, staleness: 1 });
    second.end({ accuracy: 0.2 });
    await run.finish();
    const { events, view } = await delivered('async');
    assert.equal(view.mode, 'async');
    assert.deepEqual(
      view.rounds.map((round) => [...countsOf(round), round.globalAccuracy]),
      [
        [1, 1, 0, 0, 0, 0.1],
        [2, 2, 0, 0, 0, 0.2],
      ],
    );
    const [slow] = updatesOf(events).filter(({ clients }) => clients[0]?.client_id === 'slow');
    assert.deepEqual([slow?.round, slow?.late], [1, undefined]);
    const said = pick(slow?.clients[0], 'base_round', 'staleness', 'result', 'local_loss');
    assert.deepEqual(said, { base_round: 0, staleness: 1, result: 'accepted', local_loss: 3 });
    assert.deepEqual(
      view.rounds[0]?.clients.map(({ clientId, outcome }) => [clientId, outcome]),
      [
        ['fast', 'completed'],
        ['slow', undefined],
      ],
      'who is still at work is no straggler',
    );
    // The task of round 0 was ended by the answer in round 1, and by nothing else.
    const tasks = view.rounds[0]?.tasks.filter(({ clientId, measured }) => clientId === 'slow' && measured);
    assert.deepEqual(
      tasks?.map(({ error, end }) => [error, end !== undefined]),
      [[undefined, true]],
    );
  });

  it('late: an update after the round’s end is kept and marked, and rewrites no total', async () => {
    const run = startRun({ job: 'digits', runId: 'late' });
    const round = run.startRound({ number: 1, selected: 3 });
    for (const client of ['in-time', 'straggler', 'gone']) round.startTask({ client });
    round.clientUpdate({ client: 'in-time', samples: 10, bytesSent: 100 });
    round.dropout({ client: 'gone', reason: 'timeout' });
    round.end({ accuracy: 0.5 });
    const before = await delivered('late');
    round.clientUpdate({ client: 'straggler', samples: 20, bytesSent: 100, baseRound: 1 });
    run.clientUpdate({ round: 1, client: 'gone', samples: 30, result: 'rejected' });
    run.clientUpdate({ round: 1, client: 'in-time', operation: 'evaluate', accuracy: 0.75 });
    await run.finish();
    const { events, view } = await delivered('late');
    const [then, now] = [before.view.rounds[0], view.rounds[0]];
    assert.ok(then !== undefined && now !== undefined);
    assert.deepEqual(countsOf(now), [3, 1, 0, 1, 1]);
    assert.deepEqual(countsOf(now), countsOf(then));
    assert.deepEqual([now.samples, now.bytesUp, now.globalAccuracy], [10, 100, 0.5]);
    assert.equal(now.lateUpdates, 2);
    assert.deepEqual(
      updatesOf(events).map(({ late, clients: [client] }) => [client?.client_id, late ?? false, client?.result]),
      [
        ['in-time', false, 'accepted'],
        ['straggler', true, 'late'],
        ['gone', false, 'rejected'],
      ],
    );
    assert.deepEqual(
      now.clients.map(({ clientId, outcome, late, status }) => [clientId, outcome, late, status]),
      [
        ['in-time', 'completed', false, 'active'],
        ['straggler', 'straggler', true, 'active'],
        ['gone', 'dropped', true, 'dropped'],
      ],
    );
    assert.equal(now.clients[1]?.fields.num_samples, 20);
    assert.equal(now.clients[0]?.operations.evaluate?.updates[0]?.late, false, 'evaluation follows a round');
    assert.equal(view.emitted?.updates, 4);
  });

  it('twice: a client with two updates in a round counts once, and both updates are kept', async () => {
    const run = startRun({ job: 'digits', runId: 'twice' });
    const round = run.startRound({ number: 1, selected: 2 });
    round.clientUpdate({ client: 'a', loss: 2, samples: 10, bytesSent: 100 });
    round.clientUpdate({ client: 'a', loss: 1, bytesSent: 100 });
    round.clientUpdate({ client: 'b', loss: 4, samples: 5, bytesSent: 100 });
    round.end();
    await run.finish();
    const { view } = await delivered('twice');
    const [only] = view.rounds;
    assert.ok(only !== undefined);
    assert.deepEqual(countsOf(only), [2, 2, 0, 0, 0]);
    assert.deepEqual([only.samples, only.bytesUp], [15, 300]);
    assert.deepEqual(
      only.clients.map(({ updates, fields }) => [updates.map((update) => update.fields.local_loss), fields.local_loss]),
      [
        [[2, 1], 1],
        [[4], 4],
      ],
    );
    assert.equal(only.clients[0]?.fields.num_samples, 10, 'what the second update does not say stays');
  });

  it('numbers: rounds begin at 0 and may skip; what nobody started can still have updates', async () => {
    const run = startRun({ job: 'digits', runId: 'numbers', rounds: 8 });
    for (const number of [0, 3, 7]) {
      const round = run.startRound({ number });
      round.clientUpdate({ client: 'a', loss: number });
      round.end({ accuracy: number / 10 });
    }
    run.clientUpdate({ round: 5, client: 'a', loss: 5 });
    await run.finish();
    const { view } = await delivered('numbers');
    assert.deepEqual(
      view.rounds.map(({ round, state, completed }) => [round, state, completed]),
      [
        [0, 'completed', 1],
        [3, 'completed', 1],
        [5, 'unfinished', 1],
        [7, 'completed', 1],
      ],
    );
    assert.deepEqual([view.plannedRounds, view.best?.round], [8, 7]);
  });

  it('repeated: a round that is started again in one run replaces the one before', async () => {
    const run = startRun({ job: 'digits', runId: 'repeated' });
    for (const accuracy of [0.25, 0.5]) {
      const round = run.startRound({ number: 1, selected: 1 });
      round.clientUpdate({ client: 'a', loss: 1 - accuracy });
      round.end({ accuracy });
    }
    await run.finish();
    const { events, view } = await delivered('repeated');
    assert.equal(view.rounds.length, 1);
    assert.equal(view.rounds[0]?.globalAccuracy, 0.5);
    assert.equal(view.rounds[0]?.completed, 1);
    assert.equal(events.filter(({ event_type }) => event_type === 'round_end').length, 2, 'the journal keeps both');
  });

  it('unfinished: a run without an end runs, and says whom its round waits for', async () => {
    const run = startRun({ job: 'digits', runId: 'unfinished' });
    run.startRound({ number: 1 }).end();
    const round = run.startRound({ number: 2, selected: 3 });
    for (const client of ['done', 'training', 'lost']) round.startTask({ client });
    round.clientUpdate({ client: 'done' });
    round.communicationFailure({ client: 'lost', reason: 'reset' });
    const { view } = await delivered('unfinished');
    assert.deepEqual([view.state, view.finishedAt, view.emitted], ['running', undefined, undefined]);
    const [first, second] = view.rounds;
    assert.equal(first?.state, 'completed');
    assert.equal(second?.state, 'running');
    assert.deepEqual(
      second?.waitingFor.map(({ clientId, operation }) => [clientId, operation]),
      [['training', 'train']],
    );
    assert.deepEqual([second?.selected, second?.completed, second?.failed, second?.pending], [3, 1, 1, 1]);
    await run.finish({ state: 'failed', error: 'operator' });
    const ended = (await delivered('unfinished')).view;
    assert.deepEqual([ended.state, ended.error], ['failed', 'operator']);
    assert.deepEqual([ended.rounds[1]?.state, ended.rounds[1]?.waitingFor], ['unfinished', []]);
  });

  it('restarted: an app that was killed repeats a round under the same run id', async () => {
    const options = { env: { OTEL_EXPORTER_OTLP_ENDPOINT: bridge.url } };
    const first = startFederationApp(apps, options);
    await first.call('startTelemetry');
    const oldAttempt = await first.call('startRun', { job: 'digits', runId: 'restarted', rounds: 4 });
    await first.call('train', 1, 3, 4);
    await first.call('startRound', { number: 4, selected: 4 });
    await first.call('startTask', 4, 'c0');
    assert.equal(await first.call('flush'), true);
    await first.kill();
    const between = await delivered('restarted');
    assert.deepEqual([between.view.state, between.view.rounds[3]?.state], ['running', 'running']);

    const second = startFederationApp(apps, options);
    await second.call('startTelemetry');
    const newAttempt = await second.call('startRun', { job: 'digits', runId: 'restarted', rounds: 4 });
    assert.ok(newAttempt > oldAttempt);
    // From its last checkpoint, with fewer clients.
    await second.call('train', 3, 4, 2);
    await second.call('finish');
    await second.call('shutdown');
    // Something of the dead attempt that had been waiting in a Collector.
    const straggler = { client: 'ghost', round: 4, time: BigInt(oldAttempt) * 1_000_000n, loss: 9, samples: 9 };
    const body = updatesBody('restarted', [straggler]).replace('"intValue":"1"', `"intValue":"${oldAttempt}"`);
    assert.equal((await post(`${bridge.url}/v1/metrics`, body))?.status, 200);

    const { events, view } = await delivered('restarted');
    assert.deepEqual(
      view.attempts.map(({ attempt }) => attempt),
      [oldAttempt, newAttempt],
    );
    assert.equal(view.attempt, newAttempt);
    assert.equal(view.state, 'finished');
    assert.deepEqual(
      view.rounds.map(({ round, attempt, state, clients, completed }) => [
        round,
        attempt,
        state,
        clients.length,
        completed,
      ]),
      [
        [1, oldAttempt, 'completed', 4, 4],
        [2, oldAttempt, 'completed', 4, 4],
        [3, newAttempt, 'completed', 2, 2],
        [4, newAttempt, 'completed', 2, 2],
      ],
    );
    const third = updatesOf(events).filter(({ round }) => round === 3);
    assert.deepEqual(
      [oldAttempt, newAttempt].map((attempt) => third.filter((event) => event.attempt === attempt).length),
      [4, 2],
      'the journal keeps both',
    );
  });
});

/** Selected, completed, failed, dropped, stragglers. */
function countsOf({ selected, completed, failed, dropped, stragglers }: RoundView): number[] {
  return [selected, completed, failed, dropped, stragglers];
}

/** The named fields of a client's record. */
function pick(record: ClientRecord | undefined, ...fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field, record?.[field]]));
}

function updatesOf(events: readonly JournalEvent[]): ClientUpdateEvent[] {
  return events.filter((event) => event.event_type === 'client_update') as ClientUpdateEvent[];
}
