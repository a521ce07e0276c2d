import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createRunModel } from '../../exporters/run-model/index.js';
import { type RunOptions, startRun } from '../../lib/index.js';
import { createRandom } from '../support/random.js';
import { readEvents, readRun } from '../support/read-run.js';
import type { RecordedRequest } from '../support/recording-server.js';
import { createIngestFolders } from './support/ingest.js';
import { record } from './support/recording.js';
import { shuffled } from './support/shuffle.js';

const seed = Number(process.env.FEDOTEL_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** A run of so many rounds with two clients, and one of everything that belongs to no round. */
function play(options: RunOptions, rounds: number): Promise<readonly RecordedRequest[]> {
  return record({ job: options.job }, async () => {
    const run = startRun(options);
    run.params({ [options.job]: rounds });
    run.artifact({ name: options.job, path: 'model.bin' });
    run.evaluation({ split: options.job, accuracy: 0.5 });
    for (let number = 1; number <= rounds; number++) {
      const round = run.startRound({ number, selected: 2 });
      for (const client of ['a', 'b']) round.clientUpdate({ client, loss: rounds });
      round.end({ accuracy: rounds / 10 });
    }
    await run.finish();
  });
}

describe(`a run id under another job (FEDOTEL_TEST_SEED=${seed})`, () => {
  const folders = createIngestFolders();
  after(() => folders.remove());

  it('is said to the operator; the file keeps both, and every view shows the newer job alone', async () => {
    const old = await play({ job: 'old', runId: 'same', rounds: 5, config: { lr: 0.1 } }, 5);
    const alone = await readRun((await folders.ingest(old)).path('same'));
    const young = await play({ job: 'young', runId: 'same' }, 3);
    const { folder, warnings: none } = await folders.ingest(old);
    assert.deepEqual(none, []);
    // A bridge that was started anew knows the job from the journal.
    const { path, warnings } = await folders.ingest(young, { into: folder });
    assert.equal(warnings.length, 1, warnings.join('\n'));
    assert.match(warnings[0] ?? '', /^run "same" was started as job "young", but its file holds a run of job "old"\./);
    const view = await readRun(path('same'));
    const expected = await readRun((await folders.ingest(young)).path('same'));
    assert.deepEqual(
      view.attempts.map(({ job }) => job),
      ['old', 'young'],
    );
    const { lastDataAt: _, ...rest } = view;
    const { lastDataAt: __, ...wanted } = expected;
    assert.deepEqual(rest, { ...wanted, attempts: view.attempts });
    assert.deepEqual([view.rounds.length, view.params, view.plannedRounds], [3, { young: 3 }, undefined]);
    // All of the old run is in the file, under its attempt.
    const events = (await readEvents(path('same'))).filter(({ attempt }) => attempt === alone.attempt);
    const model = createRunModel();
    for (const event of events) model.apply(event);
    assert.deepEqual(model.view(), alone);
  });

  it('gives one view, whatever order the two come in', async () => {
    const requests = [
      ...(await play({ job: 'old', runId: 'same' }, 4)),
      ...(await play({ job: 'young', runId: 'same' }, 2)),
      ...(await play({ job: 'young', runId: 'same' }, 3)),
    ];
    const expected = await readRun((await folders.ingest(requests)).path('same'));
    assert.deepEqual(expected.params, { young: 3 });
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (own) => {
        const { path } = await folders.ingest(shuffled(requests, createRandom(own)));
        assert.deepEqual(await readRun(path('same')), expected);
      }),
      { numRuns: 15, seed, endOnFailure: true },
    );
  });
});

describe('an edge aggregator', () => {
  const folders = createIngestFolders();
  after(() => folders.remove());

  it('is a run of its own and one client of its parent', async () => {
    const requests = await record({ job: 'digits' }, async () => {
      const top = startRun({ job: 'digits', runId: 'top' });
      const edge = startRun({ job: 'digits', runId: 'edge', parentRunId: 'top' });
      for (let number = 1; number <= 2; number++) {
        const round = top.startRound({ number, selected: 2 });
        const below = edge.startRound({ number, selected: 3 });
        for (const client of ['a', 'b', 'c']) below.clientUpdate({ client, loss: 1, samples: 10 });
        below.end({ accuracy: 0.5 });
        round.clientUpdate({ client: 'edge', loss: 1, samples: 30 });
        // The same client id as below, in another run.
        round.clientUpdate({ client: 'a', loss: 2, samples: 5 });
        round.end({ accuracy: 0.6 });
      }
      await Promise.all([edge.finish(), top.finish()]);
    });
    const { path } = await folders.ingest(shuffled([...requests, ...requests], createRandom(seed)));
    const [top, edge] = [await readRun(path('top')), await readRun(path('edge'))];
    assert.deepEqual([top.parentRunId, edge.parentRunId], [undefined, 'top']);
    for (const [view, clients] of [
      [top, ['edge', 'a']],
      [edge, ['a', 'b', 'c']],
    ] as const) {
      assert.equal(view.state, 'finished');
      assert.deepEqual(
        view.rounds.map((round) => round.clients.map(({ clientId, updates }) => [clientId, updates.length])),
        [1, 2].map(() => clients.map((client) => [client, 1])),
      );
      assert.equal(view.emitted?.updates, 2 * clients.length);
    }
  });
});
