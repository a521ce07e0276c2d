import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInSinks, loadSink, sinkNames } from '../../../exporters/bridge/sink-registry.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

/** What is said of one destination and holds for no other. */
const FOR_A_REASON = [
  // The same default in code.
  'exporters/bridge/bridge.ts',
  // The default of --to.
  'cli/options/shared.ts',
  // Reads what MLflow has.
  'cli/comparing/sources.ts',
  // The files that a pulled folder gets.
  'cli/pull/pull-run.ts',
];

describe('the registry of sinks', () => {
  it('calls each sink as it calls itself', async () => {
    assert.deepEqual(
      (await builtInSinks()).map(({ name }) => name),
      sinkNames(),
    );
    for (const name of sinkNames()) assert.equal((await loadSink({ name, argument: undefined })).name, name);
  });

  it('is the only place that names them', () => {
    const sources = ['exporters/bridge', 'cli'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => join(folder, name)),
    );
    const name = new RegExp(`'(${sinkNames().join('|')})'`);
    const naming = sources.filter((path) => name.test(readFileSync(path, 'utf8')));
    assert.deepEqual(naming.sort(), [...FOR_A_REASON, 'exporters/bridge/sink-registry.ts'].sort());
  });

  it('has a folder of tests for each', () => {
    const registry = readFileSync('exporters/bridge/sink-registry.ts', 'utf8');
    const rooms = [...registry.matchAll(/await import\('\.\.\/([\w/]+)\/index\.js'\)/g)].map(([, room]) => room ?? '');
    assert.ok(rooms.length >= 6, `modules of the registry: ${rooms}`);
    for (const room of rooms) {
      assert.ok(existsSync(join('exporters', room, 'index.ts')), room);
      assert.ok(existsSync(join('test/exporters', room.split('/')[0] ?? '')), room);
    }
  });

  it('opens none of them', async () => {
    const folder = temporaryFolder('registry');
    mkdirSync(folder.path, { recursive: true });
    const before = process.cwd();
    process.chdir(folder.path);
    try {
      await builtInSinks();
      assert.deepEqual(readdirSync(folder.path), []);
    } finally {
      process.chdir(before);
      folder.remove();
    }
  });
});
