import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RunView } from '../../exporters/run-model/index.js';
import { type Run, startRun } from '../../lib/index.js';
import { playEverything } from '../e2e/play-everything.js';
import { recordProof } from '../support/proof-figures.js';
import { createRandom } from '../support/random.js';
import { readEvents, readRun } from '../support/read-run.js';
import type { RecordedRequest } from '../support/recording-server.js';
import { assertEachOnce } from './support/each-once.js';
import { CLIENTS, playFederation } from './support/federation.js';
import { createIngestFolders } from './support/ingest.js';
import { record } from './support/recording.js';
import { cutByMetrics, cutByPoints } from './support/recut.js';
import { shuffled } from './support/shuffle.js';

const seed = Number(process.env.FEDOTEL_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** Orders that are tried; each is a folder of its own with all the syncs to disk. */
const ORDERS = Number(process.env.FEDOTEL_TEST_ORDERS ?? 25);

describe(`requests in any order, any of them several times (FEDOTEL_TEST_SEED=${seed})`, function () {
  this.timeout(120_000);
  const folders = createIngestFolders();
  after(() => folders.remove());

  /** @returns the run that every order gives */
  async function assertOneRun(requests: readonly RecordedRequest[]): Promise<RunView> {
    const asSent = await folders.ingest(requests);
    const expected = await readRun(asSent.path('run'));
    await fc.assert(
      fc.asyncProperty(disturbance(requests), async ({ order, atOnce }) => {
        const { path, counts } = await folders.ingest(order, { atOnce });
        assert.deepEqual([counts.malformed, counts.quarantined], [0, 0]);
        assertEachOnce(await readEvents(path('run')));
        assert.deepEqual(await readRun(path('run')), expected);
      }),
      { numRuns: ORDERS, seed, endOnFailure: true },
    );
    return expected;
  }

  for (const [form, options] of [
    ['points, protobuf', { protocol: 'http/protobuf' }],
    ['points, JSON, every metric in a request of its own', { protocol: 'http/json' }],
    ['events, protobuf', { protocol: 'http/protobuf', clientUpdates: 'event' }],
  ] as const) {
    it(`give the same run, each update once: ${form}`, async () => {
      const recorded = await record({ job: 'digits', ...options }, (recorder) => playFederation(recorder));
      const requests = options.protocol === 'http/json' ? recorded.flatMap(cutByMetrics) : recorded;
      assert.ok(requests.length > 10, `${requests.length} requests`);
      checkRun(await assertOneRun(requests));
    });
  }

  it('have counts that add up in every round, whichever of them have come', async () => {
    const recorded = await record({ job: 'digits', protocol: 'http/json' }, (recorder) => playFederation(recorder));
    const requests = recorded.flatMap((request) => cutByPoints(request, 1));
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.double({ min: 0.1, max: 0.9, noNaN: true }), async (own, share) => {
        const random = createRandom(own);
        const some = shuffled(requests, random).slice(0, Math.ceil(requests.length * share));
        const { path } = await folders.ingest(some);
        for (const { round, selected, completed, failed, dropped, stragglers, pending } of (await readRun(path('run')))
          .rounds) {
          assert.equal(selected, completed + failed + dropped + stragglers + pending, `round ${round}`);
          for (const count of [completed, failed, dropped, stragglers, pending])
            assert.ok(count >= 0, `round ${round}`);
        }
      }),
      { numRuns: ORDERS, seed, endOnFailure: true },
    );
  });

  it('give the same run: every call of the library with everything that it takes', async function () {
    const requests = await record({ job: 'digits', protocol: 'http/json' }, () =>
      playEverything({ runId: 'run' }, Number.NaN),
    );
    const { rounds, state } = await assertOneRun(requests.flatMap((request) => cutByPoints(request, 1)));
    assert.deepEqual([rounds.length, state], [3, 'failed']);
    for (const { selected, completed, failed, dropped, stragglers } of rounds) {
      assert.equal(selected, completed + failed + dropped + stragglers);
    }
    recordProof(this.test, { 'orders, by chance': ORDERS, 'other runs made of them': 0, seed });
  });

  it('give the same run: two attempts, the second one from round 3 on', async () => {
    const first = await record({ job: 'digits' }, async ({ cut }) => {
      const run = startRun({ job: 'digits', runId: 'run', config: { lr: 0.1 } });
      trainRounds(run, 1, 3, 0.5);
      await cut();
      // Where the app was killed.
      run.startRound({ number: 4, selected: 2 }).clientUpdate({ client: 'a', loss: 0.5 });
    });
    const second = await record({ job: 'digits' }, async ({ cut }) => {
      const run = startRun({ job: 'digits', runId: 'run', config: { lr: 0.01 } });
      trainRounds(run, 3, 3, 0.25);
      await cut();
      trainRounds(run, 4, 5, 0.25);
      await run.finish();
    });
    const { attempts, rounds, config, state } = await assertOneRun([...first, ...second]);
    assert.deepEqual([attempts.length, config, state], [2, { lr: 0.01 }, 'finished']);
    assert.deepEqual(
      rounds.map(({ round, clients }) => [
        round,
        clients.map(({ updates }) => updates.map(({ fields }) => fields.local_loss)),
      ]),
      [0.5, 0.5, 0.25, 0.25, 0.25].map((loss, at) => [at + 1, [[loss], [loss]]]),
    );
  });
});

function trainRounds(run: Run, from: number, to: number, loss: number): void {
  for (let number = from; number <= to; number++) {
    const round = run.startRound({ number, selected: 2 });
    for (const client of ['a', 'b']) round.clientUpdate({ client, loss });
    round.end({ accuracy: number / 10 });
  }
}

/** All requests in some order, some of them again, one after the other or at once. */
function disturbance(requests: readonly RecordedRequest[]) {
  return fc
    .record({ seed: fc.integer(), share: fc.double({ min: 0, max: 1, noNaN: true }), atOnce: fc.boolean() })
    .map(({ seed: own, share, atOnce }) => {
      const random = createRandom(own);
      return { order: shuffled([...requests, ...requests.filter(() => random() < share)], random), atOnce };
    });
}

/** What became of each client; that `b`'s clock is hours off says nothing about when its update came. */
const outcomesOf = (round: number) => [
  ['a', 'completed', false],
  ['b', 'completed', false],
  ['c', 'completed', false],
  ['d', 'dropped', false],
  // An update after the end, in all rounds but the last.
  ['s', 'straggler', round < 3],
  ['x', 'failed', false],
];

/** That the run as it was sent is what the app did. */
function checkRun(view: RunView): void {
  assert.equal(view.state, 'finished');
  assert.equal(view.job, 'digits');
  assert.deepEqual(view.params, { optimizer: 'sgd' });
  assert.deepEqual(
    view.rounds.map(({ round }) => round),
    [1, 2, 3],
  );
  let updates = 0;
  for (const { round, selected, completed, failed, dropped, stragglers, clients } of view.rounds) {
    assert.equal(selected, completed + failed + dropped + stragglers, `round ${round}`);
    assert.deepEqual(
      [selected, completed, failed, dropped, stragglers],
      [CLIENTS.length, 3, 1, 1, 1],
      `round ${round}`,
    );
    assert.deepEqual(clients.map(({ clientId, outcome, late }) => [clientId, outcome, late]).sort(), outcomesOf(round));
    for (const client of clients) {
      const all = [...client.updates, ...Object.values(client.operations).flatMap((operation) => operation.updates)];
      assert.ok(all.every(({ complete }) => complete));
      updates += all.length;
    }
  }
  assert.equal(updates, view.emitted?.updates);
}
