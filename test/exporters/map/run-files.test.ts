import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SequencedEvent } from '../../../exporters/bridge/sink.js';
import { encodeLine, readJournalFile } from '../../../exporters/journal/index.js';
import { createGeoJsonSink, createMapSink } from '../../../exporters/map/index.js';
import { createRunFiles } from '../../../exporters/map/run-files.js';
import { draftOf } from '../../../exporters/sink-parts/index.js';
import { deadMark } from '../../support/dead-mark.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { fullRun } from './support/full-run.js';

describe('map: files of runs', () => {
  const folder = temporaryFolder('map');
  after(() => folder.remove());

  function context(runsDir: string, argument?: string) {
    return { runsDir, stateDir: join(runsDir, '.state'), argument, warn: (text: string) => assert.fail(text) };
  }

  async function eventsOf(path: string): Promise<SequencedEvent[]> {
    const events: SequencedEvent[] = [];
    for await (const event of readJournalFile(path)) events.push(event);
    return events;
  }

  it('replaces a file as one step and leaves nothing else behind', async () => {
    const files = createRunFiles();
    const path = join(folder.path, 'replaced', 'run.map.json');
    await files.makeFolder(join(folder.path, 'replaced'));
    for (const text of ['first', 'second, longer', '3rd']) {
      await files.replace(path, text, text === '3rd');
      assert.equal(readFileSync(path, 'utf8'), text);
      assert.equal(await files.size(path), text.length);
    }
    assert.deepEqual(readdirSync(join(folder.path, 'replaced')), ['run.map.json']);
    assert.equal(await files.size(`${path}.missing`), undefined);
  });

  it('writes pieces as they come, and says how many bytes they were', async () => {
    const files = createRunFiles();
    const path = join(folder.path, 'pieces.map.json');
    const piece = 'é'.repeat(100_000);
    const pieces = function* () {
      for (let count = 0; count < 7; count++) yield piece;
    };
    assert.equal(await files.replace(path, pieces(), false), 1_400_000);
    assert.equal(readFileSync(path, 'utf8'), piece.repeat(7));
    assert.equal(await files.replace(path, [], false), 0);
    assert.equal(readFileSync(path, 'utf8'), '');
  });

  it('keeps the old file when a piece cannot be made', async () => {
    const files = createRunFiles();
    await files.makeFolder(join(folder.path, 'half'));
    const path = join(folder.path, 'half', 'run.map.json');
    await files.replace(path, 'whole', false);
    const pieces = function* () {
      yield 'x'.repeat(1_000_000);
      throw new Error('no more');
    };
    await assert.rejects(files.replace(path, pieces(), true), /no more/);
    assert.equal(readFileSync(path, 'utf8'), 'whole');
    assert.deepEqual(readdirSync(join(folder.path, 'half')), ['run.map.json']);
  });

  it('keeps the old file and removes its own when replacing fails', async () => {
    const files = createRunFiles();
    const inTheWay = join(folder.path, 'failing', 'run.map.json');
    await mkdir(join(inTheWay, 'full'), { recursive: true });
    await assert.rejects(files.replace(inTheWay, 'text', false), /EISDIR|ENOTEMPTY|EEXIST|EPERM/);
    assert.deepEqual(readdirSync(join(folder.path, 'failing')), ['run.map.json']);
    await assert.rejects(files.replace(join(folder.path, 'nowhere', 'x'), 'text', false), /ENOENT/);
  });

  it('checks a folder that is there, and the nearest one where it would have to be made', async () => {
    const files = createRunFiles();
    await files.checkWritable(folder.path);
    await files.checkWritable(join(folder.path, 'not', 'yet'));
    assert.equal(readdirSync(folder.path).includes('not'), false, 'checking changes nothing');
    writeFileSync(join(folder.path, 'file'), '');
    await assert.rejects(files.checkWritable(join(folder.path, 'file', 'below')));
  });

  it('keeps map and GeoJSON beside the journal', async () => {
    const runsDir = join(folder.path, 'runs');
    for (const sink of [createMapSink(), createGeoJsonSink()]) {
      await sink.open(context(runsDir));
      const events = await eventsOf('test/fixtures/hivewatch/full.jsonl');
      assert.deepEqual(await sink.apply({ runId: 'run-full-0001', stem: 'run-full-0001' }, events), { kind: 'ok' });
      assert.deepEqual(await sink.flush(), { kind: 'ok' });
      assert.equal((await sink.check()).kind, 'ok');
      await sink.close();
    }
    assert.deepEqual(readdirSync(runsDir).sort(), ['run-full-0001.geojson', 'run-full-0001.map.json']);
    const read = (name: string) => JSON.parse(readFileSync(join(runsDir, name), 'utf8')) as Record<string, unknown>;
    assert.equal(read('run-full-0001.map.json').finished_at, '2026-03-02T09:00:18.930000+00:00');
    assert.equal(read('run-full-0001.geojson').type, 'FeatureCollection');
  });

  it('removes what killed processes left of its own files when it is opened, also in a folder given for them', async () => {
    const runsDir = join(folder.path, 'left');
    const out = join(runsDir, 'out');
    await mkdir(out, { recursive: true });
    for (const dir of [runsDir, out]) {
      for (const ending of ['.map.json', '.geojson']) writeFileSync(join(dir, `a${ending}.${deadMark()}.tmp`), '{');
      writeFileSync(draftOf(join(dir, 'b.map.json')), '{');
    }
    const own = draftOf('b.map.json');
    await createMapSink().open(context(runsDir));
    assert.deepEqual(readdirSync(runsDir).sort(), [`a.geojson.${deadMark()}.tmp`, own, 'out'].sort());
    await createGeoJsonSink().open(context(runsDir));
    assert.deepEqual(readdirSync(runsDir).sort(), [own, 'out'].sort());
    assert.equal(readdirSync(out).length, 3);
    await createMapSink().open(context(runsDir, out));
    assert.deepEqual(readdirSync(out).sort(), [`a.geojson.${deadMark()}.tmp`, own].sort());
  });

  it('writes GeoJSON at the end and on demand only', async () => {
    const runsDir = join(folder.path, 'geojson');
    const sink = createGeoJsonSink();
    await sink.open(context(runsDir));
    const events = [...fullRun(20)];
    const run = { runId: 'run-1', stem: 'run-1' };
    await sink.apply(run, events.slice(0, 10));
    assert.deepEqual(readdirSync(runsDir), []);
    await sink.flush();
    assert.deepEqual(readdirSync(runsDir), ['run-1.geojson']);
    await sink.close();
  });

  it('lets runs go that are over its limit, and reads them again when they get new data', async () => {
    const runsDir = join(folder.path, 'many');
    const sink = createMapSink({ maxOpenRuns: 1 });
    await sink.open(context(runsDir));
    const events = [...fullRun(30)];
    writeFileSync(join(runsDir, 'a.jsonl'), events.map(({ event }) => `${encodeLine(event)}\n`).join(''));
    await sink.apply({ runId: 'a', stem: 'a' }, events.slice(0, 20));
    assert.deepEqual(await sink.apply({ runId: 'b', stem: 'b' }, [...fullRun(10)]), { kind: 'ok' });
    const clients = (stem: string) => {
      const { rounds } = JSON.parse(readFileSync(join(runsDir, `${stem}.map.json`), 'utf8')) as {
        rounds: { clients: [] }[];
      };
      return rounds.reduce((sum, round) => sum + round.clients.length, 0);
    };
    assert.deepEqual([clients('a'), clients('b')], [16, 10]);
    assert.deepEqual(await sink.apply({ runId: 'a', stem: 'a' }, events.slice(20)), { kind: 'ok' });
    assert.equal(clients('a'), 30);
    await sink.close();
  });

  it('lets a run go that has ended a while ago when another begins, and shows its late data all the same', async () => {
    const runsDir = join(folder.path, 'ended');
    let now = 1_000_000;
    const sink = createMapSink({ clock: { now: () => now, after: () => () => undefined } });
    await sink.open(context(runsDir));
    const ended = { event_type: 'finished', run_id: 'a', timestamp: '2026-01-01T00:00:00.000Z' } as const;
    const events = [...fullRun(10)];
    const last = { event: ended, sequence: (events.at(-1)?.sequence ?? 0) + 100 };
    const apply = (stem: string, batch: readonly SequencedEvent[]) => sink.apply({ runId: stem, stem }, batch);
    await apply('a', [...events.slice(0, 8), last]);
    now += 9_000;
    await apply('b', events);
    assert.deepEqual(await apply('a', []), { kind: 'ok' }, 'it is held still: there is no journal to read');
    now += 11_000;
    await apply('c', events);
    assert.equal((await apply('a', events.slice(8))).kind, 'retry', 'it was let go');
    writeFileSync(
      join(runsDir, 'a.jsonl'),
      [...events.map(({ event }) => event), ended].map((event) => `${encodeLine(event)}\n`).join(''),
    );
    assert.deepEqual(await apply('a', events.slice(8)), { kind: 'ok' });
    await sink.flush();
    const { rounds } = JSON.parse(readFileSync(join(runsDir, 'a.map.json'), 'utf8')) as { rounds: { clients: [] }[] };
    assert.equal(
      rounds.reduce((sum, round) => sum + round.clients.length, 0),
      10,
    );
    await sink.close();
  });

  it('asks for another try when a run that it let go cannot be read again', async () => {
    const runsDir = join(folder.path, 'gone');
    const sink = createMapSink({ maxOpenRuns: 1 });
    await sink.open(context(runsDir));
    const events = [...fullRun(10)];
    await sink.apply({ runId: 'a', stem: 'a' }, events.slice(0, 5));
    await sink.apply({ runId: 'b', stem: 'b' }, events);
    const result = await sink.apply({ runId: 'a', stem: 'a' }, events.slice(5));
    assert.equal(result.kind, 'retry');
    assert.match(result.kind === 'retry' ? result.reason : '', /ENOENT/);
    await sink.close();
  });

  it('refuses to work before it is open', async () => {
    const result = await createMapSink().apply({ runId: 'a', stem: 'a' }, []);
    assert.match(result.kind === 'retry' ? result.reason : '', /apply was called before open/);
  });
});
