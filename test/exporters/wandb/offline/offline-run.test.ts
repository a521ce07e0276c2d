import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { directoryName, OfflineRun, publish, type WrittenLines } from '../../../../exporters/wandb/offline/index.js';
import type { WandbOutput } from '../../../../exporters/wandb/types.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { readWandbFile } from '../../../support/wandb-file.js';

const START = Date.UTC(2026, 0, 1);

const row = (step: number): WandbOutput => {
  return { kind: 'history', step, timeMillis: START + step, values: new Map([['round', step]]) };
};
const END: WandbOutput = { kind: 'end', exitCode: 0, complete: true, runtimeSeconds: 1 };

describe('OfflineRun', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder('offline-run');
  });
  afterEach(() => folder.remove());

  const warnings: string[] = [];
  const create = (written?: WrittenLines) => {
    const target = { id: 'r1', project: 'p', entity: undefined };
    const warn = (text: string) => warnings.push(text);
    return new OfflineRun({ target, folder: folder.path, draftName: 'incomplete-r1', written, warn });
  };
  const fieldsOf = (name: string) => readWandbFile(join(folder.path, name, 'run-r1.wandb')).map(({ field }) => field);

  it('gives the directory its name only when asked to, and then whole', async () => {
    const run = create();
    for (const output of [row(0), row(1), END]) run.take(output);
    await run.ready(0);
    const finished = await run.finish(START);
    assert.deepEqual(readdirSync(folder.path), ['incomplete-r1']);
    assert.equal(finished?.name, directoryName('r1', START));
    await publish(folder.path, 'incomplete-r1', finished.name);
    assert.deepEqual(readdirSync(folder.path), [finished.name]);
    assert.deepEqual(fieldsOf(finished.name), [21, 17, 2, 2, 3, 18]);
    assert.deepEqual(finished.written, { rows: 2, samples: 0, alerts: 0, artifacts: {} });
    // Also when that was done before.
    await publish(folder.path, 'incomplete-r1', finished.name);
    await assert.rejects(publish(folder.path, 'incomplete-r1', 'another'), /ENOENT/);
  });

  it('never takes the place of another directory', async () => {
    const run = create();
    run.take(row(0));
    const finished = await run.finish(START);
    const name = finished?.name ?? '';
    mkdirSync(join(folder.path, name));
    writeFileSync(join(folder.path, name, 'something'), '');
    await assert.rejects(publish(folder.path, 'incomplete-r1', name), /ENOTEMPTY|EEXIST/);
    assert.deepEqual(readdirSync(join(folder.path, name)), ['something']);
  });

  it('leaves the disk alone until there is news', async () => {
    const run = create({ rows: 2, samples: 1, alerts: 1, artifacts: {} });
    for (const output of [row(0), row(1), END]) run.take(output);
    run.take({ kind: 'stats', line: 0, timeMillis: START, values: new Map([['cpu', 1]]) });
    run.take({ kind: 'alert', title: 't', text: 'x', level: 'WARN', timeMillis: START });
    await run.ready(0);
    assert.equal(await run.finish(START), undefined);
    assert.deepEqual(readdirSync(folder.path), []);
  });

  it('writes what is news with every definition before it', async () => {
    const run = create({ rows: 1, samples: 0, alerts: 0, artifacts: {} });
    run.take({ kind: 'metric', name: 'round', stepMetric: undefined, summary: [], hidden: false });
    for (const output of [row(0), row(1), END]) run.take(output);
    const finished = await run.finish(START);
    assert.equal(finished?.written.rows, 2);
    assert.deepEqual(fieldsOf('incomplete-r1'), [21, 17, 12, 2, 3, 18]);
  });

  it('keeps copies of artifacts, of the same content only once, and says what cannot be read', async () => {
    warnings.length = 0;
    const original = join(folder.path, 'model.bin');
    writeFileSync(original, 'weights');
    const artifact = (name: string, path: string): WandbOutput => ({
      ...{ kind: 'artifact', name, type: 'model', description: undefined, metadata: {}, aliases: [] },
      files: [{ name: 'model.bin', source: { path } }],
    });
    const run = create();
    run.take(artifact('a', original));
    run.take(artifact('a', original));
    run.take(artifact('b', join(folder.path, 'missing')));
    run.take({
      ...{ kind: 'artifact', name: 'c', type: 'model', description: 'd', metadata: { x: 1 }, aliases: ['latest'] },
      files: [{ name: 'c.txt', source: { contents: Buffer.from('in memory') } }],
    });
    const finished = await run.finish(START);
    writeFileSync(original, 'changed since');
    assert.deepEqual(Object.keys(finished?.written.artifacts ?? {}), ['a', 'c']);
    const kept = join(folder.path, 'incomplete-r1', 'artifacts');
    const contents = readdirSync(kept).map((file) => readFileSync(join(kept, file), 'utf8'));
    assert.deepEqual(new Set(contents), new Set(['weights', 'in memory']));
    assert.deepEqual(fieldsOf('incomplete-r1').filter((field) => field === 8).length, 2);
    assert.match(warnings.join(), /model\.bin of b is not kept: ENOENT/);
  });

  it('removes what it wrote', async () => {
    const run = create();
    run.take(row(0));
    await run.ready(0);
    run.take(row(1));
    await run.ready(0);
    // The first write is through, the second one may be under way.
    assert.ok(existsSync(join(folder.path, 'incomplete-r1')));
    await run.discard();
    assert.deepEqual(readdirSync(folder.path), []);
  });

  it('writes in the same order however often it is asked to', async () => {
    const run = create();
    for (let step = 0; step < 50; step += 1) {
      run.take(row(step));
      await run.ready(0);
    }
    await run.finish(START);
    const records = readWandbFile(join(folder.path, 'incomplete-r1', 'run-r1.wandb'));
    assert.deepEqual(
      records.map(({ number }) => number),
      records.map((_, index) => index + 1),
    );
    assert.equal(records.filter(({ field }) => field === 2).length, 50);
  });

  it('tells of a write that failed when it is asked next', async () => {
    for (const next of ['ready', 'finish'] as const) {
      const run = create();
      // A file where the directory should be.
      writeFileSync(join(folder.path, 'incomplete-r1'), '');
      run.take(row(0));
      await run.ready(0);
      run.take(row(1));
      await assert.rejects(next === 'ready' ? run.ready(0) : run.finish(START), /EEXIST|ENOTDIR/);
      await run.discard();
      assert.deepEqual(readdirSync(folder.path), []);
    }
  });
});
