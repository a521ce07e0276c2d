import assert from 'node:assert/strict';
import { attribute } from '../support/otlp-json.js';
import { recordProof } from '../support/proof-figures.js';
import { createRandom } from '../support/random.js';
import { readEvents, readRun } from '../support/read-run.js';
import type { RecordedRequest } from '../support/recording-server.js';
import { assertEachOnce } from './support/each-once.js';
import { playFederation } from './support/federation.js';
import { createIngestFolders } from './support/ingest.js';
import { record } from './support/recording.js';
import { cutByMetrics, cutByPoints, joined } from './support/recut.js';
import { shuffled } from './support/shuffle.js';

const seed = Number(process.env.FEDOTEL_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));

describe(`requests that come again (FEDOTEL_TEST_SEED=${seed})`, function () {
  this.timeout(120_000);
  const folders = createIngestFolders();
  let requests: readonly RecordedRequest[];
  before(async () => {
    requests = await record({ job: 'digits', protocol: 'http/json' }, (recorder) => playFederation(recorder));
  });
  after(() => folders.remove());

  /** What a Collector may make of the recording: requests of other sizes. */
  function recuts(): ReadonlyMap<string, readonly RecordedRequest[]> {
    return new Map([
      ['as they were', requests],
      ['by metrics', requests.flatMap(cutByMetrics)],
      ['by points, one each', requests.flatMap((request) => cutByPoints(request, 1))],
      ['by points, two each', requests.flatMap((request) => cutByPoints(request, 2))],
      ['joined into one', joined(requests)],
    ]);
  }

  it('change nothing, however they are cut, at once or after a restart of the bridge', async function () {
    for (const [firstCut, first] of recuts()) {
      const { folder, text, path } = await folders.ingest(first);
      const before = text('run');
      assertEachOnce(await readEvents(path('run')));
      for (const [cut, again] of recuts()) {
        // Another journal on the folder: a bridge that was started anew knows only what is on disk.
        const { counts } = await folders.ingest(again, { into: folder });
        assert.equal(counts.events, 0, `${firstCut}, then ${cut}`);
        assert.equal(text('run'), before, `${firstCut}, then ${cut}`);
      }
    }
    recordProof(this.test, { 'pairs of cuts': recuts().size ** 2, 'events written twice': 0 });
  });

  it('leave the same run, though every cut is mixed with every other, with hardly any index in memory', async () => {
    const random = createRandom(seed);
    const expected = await readRun((await folders.ingest(requests)).path('run'));
    const all = shuffled([...recuts().values()].flat(), random);
    for (const maxIndexEntries of [1, 50, 1_000_000]) {
      const { path } = await folders.ingest(all, { journal: { maxIndexEntries } });
      assertEachOnce(await readEvents(path('run')));
      assert.deepEqual(await readRun(path('run')), expected, `${maxIndexEntries} entries`);
    }
  });

  it('add only what was missing when half of an update came before', async () => {
    const expected = await readRun((await folders.ingest(requests)).path('run'));
    const parts = requests.flatMap((request) => cutByPoints(request, 1));
    const random = createRandom(seed);
    const half = parts.filter(() => random() < 0.5);
    const { folder, path } = await folders.ingest(half);
    const { counts } = await folders.ingest(requests, { into: folder });
    assert.ok(counts.events > 0 && counts.duplicates > 0, JSON.stringify(counts));
    assertEachOnce(await readEvents(path('run')));
    assert.deepEqual(await readRun(path('run')), expected);
  });
});

describe('gauges of an ordinary SDK, exported again and again', () => {
  const folders = createIngestFolders();
  after(() => folders.remove());

  const EXPORTS = 3600;
  const START = 1_772_442_000n;

  /** One export, as an SDK makes it every second: the last value of each gauge with a fresh time. */
  function exported(second: number, loss: number): RecordedRequest {
    const identity = [
      attribute('fl.run.id', 'gauges'),
      attribute('fl.round.number', 1),
      attribute('fl.client.id', 'a'),
      attribute('fl.operation.name', 'train'),
    ];
    const timeUnixNano = String((START + BigInt(second)) * 1_000_000_000n);
    const metrics = [
      { name: 'fl.client.loss', gauge: { dataPoints: [{ attributes: identity, timeUnixNano, asDouble: loss }] } },
      { name: 'fl.client.samples', gauge: { dataPoints: [{ attributes: identity, timeUnixNano, asInt: '10' }] } },
    ];
    const body = { resourceMetrics: [{ resource: {}, scopeMetrics: [{ scope: { name: 'my.app' }, metrics }] }] };
    return { signal: 'metrics', encoding: 'json', body: Buffer.from(JSON.stringify(body)) };
  }

  it('for an hour add one event, also over a restart of the bridge', async function () {
    const hour = Array.from({ length: EXPORTS }, (_, second) => exported(second, 0.5));
    const { folder, counts } = await folders.ingest(hour.slice(0, EXPORTS / 2));
    const later = await folders.ingest(hour.slice(EXPORTS / 2), { into: folder });
    assert.deepEqual([counts.events, counts.duplicates], [1, EXPORTS / 2 - 1]);
    assert.deepEqual([later.counts.events, later.counts.duplicates], [0, EXPORTS / 2]);
    const updates = (await readEvents(later.path('gauges'))).filter(({ event_type: type }) => type === 'client_update');
    assert.equal(updates.length, 1);
    // Sent again, a lost answer: nothing.
    assert.equal((await folders.ingest(hour.slice(10, 20), { into: folder })).counts.events, 0);
    recordProof(this.test, { 'exports of a gauge': EXPORTS, 'event written': updates.length });
  });

  it('add one event for each value that is another, of the field that changed, and the last one counts', async () => {
    const values = [0.5, 0.5, 0.25, 0.25, 0.25, 0.125];
    const { path, counts } = await folders.ingest(values.map((loss, second) => exported(second, loss)));
    assert.equal(counts.events, 3);
    assertEachOnce(await readEvents(path('gauges')));
    const [client] = (await readRun(path('gauges'))).rounds[0]?.clients ?? [];
    assert.deepEqual(client?.fields, { local_loss: 0.125, num_samples: 10 });
    assert.equal(client?.updates.length, 1);
  });
});
