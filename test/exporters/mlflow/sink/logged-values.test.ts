import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HistogramEvent, JournalEvent } from '../../../../exporters/journal/events.js';
import { encodeLine } from '../../../../exporters/journal/index.js';
import { at, finished, init, RUN } from '../../run-model/support/scenario.js';
import { createRig, eventsOf, mainRun, type Rig, storedPoints } from './rig.js';

const HISTOGRAM: HistogramEvent = {
  event_type: 'histogram',
  ...{ run_id: RUN, timestamp: at(5), step: 3, name: 'weights' },
  ...{ edges: [0, 10, 20], counts: [2, 2], min: 1, max: 19, sum: 44, sum_of_squares: 600 },
};
const EVENTS: readonly JournalEvent[] = [
  init({ job: 'digits' } as Partial<JournalEvent>),
  { event_type: 'run_update', run_id: RUN, timestamp: at(1), params: { lr: 0.5 }, client_id: 'a.b' },
  HISTOGRAM,
  { ...HISTOGRAM, client_id: 'a' },
  { event_type: 'text', run_id: RUN, timestamp: at(5), step: 4, name: 'notes', text: 'hello' },
  { event_type: 'artifact', run_id: RUN, timestamp: at(6), name: 'model', path: 'out/model.bin', client_id: 'a' },
  { event_type: 'artifact', run_id: RUN, timestamp: at(6), name: 'model', path: 'out/model.bin' },
  finished(9),
];

describe('mlflow sink: what apps log', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await createRig();
  });
  afterEach(() => rig.end());

  it('has the quantiles of histograms as metrics, whole histograms and texts as files, and the params of clients', async () => {
    const journal = join(rig.folder, 'run.jsonl');
    writeFileSync(journal, EVENTS.map((event) => `${encodeLine(event)}\n`).join(''));
    mkdirSync(join(rig.folder, 'out'));
    writeFileSync(join(rig.folder, 'out', 'model.bin'), 'weights');
    const run = { runId: RUN, stem: 'run', journal };
    const sink = await rig.open({ perClient: 'keys', artifactRoots: [rig.folder] });
    await sink.apply(run, await eventsOf(journal));
    assert.deepEqual(await sink.flush(run, { closing: true }), { kind: 'ok' });

    const time = Date.parse(at(5));
    const numbers = { max: 19, mean: 11, median: 10, min: 1, p10: 2, p90: 18 };
    const expected = [' weights/', ' client.a.scalar.weights.'].flatMap((prefix) =>
      Object.entries(numbers).map(([name, value]) => `${prefix}${name} 3 ${time} ${value}`),
    );
    assert.deepEqual(storedPoints(rig.fake), expected.sort());
    const stored = mainRun(rig.fake);
    assert.equal(stored.params.get('client.a.b.lr'), '0.5');
    const root = `${stored.experimentId}/${stored.runId}/artifacts`;
    const content = (name: string) => String(rig.fake.store.artifacts.get(`${root}/${name}`));
    assert.equal(content('histograms.jsonl').trim().split('\n').length, 2);
    assert.match(content('text/notes.md'), /^## step 4 \(.*\)\n\nhello\n/);
    assert.equal(content('artifact/model'), 'weights');
    assert.equal(rig.fake.store.artifacts.has(`${root}/clients/a/artifact/model`), false);
    assert.match(rig.warnings.join('\n'), /"out\/model\.bin" of client "a" is relative to a folder on its machine/);
  });
});
