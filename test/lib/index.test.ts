import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as library from '../../lib/index.js';

const BUILT = fileURLToPath(new URL('../../', import.meta.url));

/** Runs a module's text in a process of its own and returns what it printed as JSON. */
function run(source: string, cwd = process.cwd()): unknown {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--no-warnings', '--input-type=module', '-e', source],
    {
      cwd,
      encoding: 'utf8',
    },
  );
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

describe('fedotel', () => {
  it('exports what an app needs and nothing else', () => {
    assert.deepEqual(Object.keys(library).sort(), ['clientTask', 'routeEvents', 'startRun', 'updates']);
  });

  it('shares one outbox between two copies of the package', () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fedotel-copies-')));
    try {
      for (const copy of ['one', 'two']) {
        for (const room of ['lib', 'semconv']) {
          // Only what is loaded: a third of the files, and a busy disk takes seconds for all.
          const filter = (path: string) => !/\.(d\.ts|map)$/.test(path);
          cpSync(join(BUILT, room), join(folder, copy, room), { recursive: true, filter });
        }
      }
      symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
      const [one, two] = ['one', 'two'].map((copy) => pathToFileURL(join(folder, copy, 'lib/index.js')).href);
      const printed = run(
        `const one = await import(${JSON.stringify(one)});
         const two = await import(${JSON.stringify(two)});
         const runs = [one, two].map((copy) => copy.startRun({ job: 'j' }));
         runs[0].clientUpdate({ round: 1, client: 'a', loss: 1 });
         runs[1].clientUpdate({ round: 1, client: 'b', loss: 2 });
         const { resourceMetrics } = await one.updates().collect();
         const [loss] = resourceMetrics.scopeMetrics[0].metrics;
         console.log(JSON.stringify({
           differ: one.startRun !== two.startRun,
           attempts: new Set(runs.map((run) => run.attempt)).size,
           values: loss.dataPoints.map((point) => point.value),
           times: new Set(loss.dataPoints.map((point) => point.endTime.join())).size,
         }));`,
        folder,
      );
      assert.deepEqual(printed, { differ: true, attempts: 2, values: [1, 2], times: 2 });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('works from require too', () => {
    const { stdout, status, stderr } = spawnSync(
      process.execPath,
      ['--no-warnings', '-e', `console.log(typeof require(${JSON.stringify(join(BUILT, 'lib/index.js'))}).startRun)`],
      { encoding: 'utf8' },
    );
    assert.equal(status, 0, stderr);
    assert.equal(stdout.trim(), 'function');
  });

  it('says the first warning of a kind through process.emitWarning, with a code', () => {
    const printed = run(
      `const { startRun } = await import(${JSON.stringify(pathToFileURL(join(BUILT, 'lib/index.js')).href)});
       const seen = [];
       process.on('warning', ({ name, code }) => seen.push([name, code]));
       const run = startRun({ job: 'j' });
       for (let i = 0; i < 3; i++) run.clientUpdate({ round: 1, client: 'a', loss: 'low' });
       await new Promise((resolve) => setImmediate(resolve));
       console.log(JSON.stringify(seen));`,
    );
    assert.deepEqual(printed, [['FedotelWarning', 'FEDOTEL_BAD_VALUE']]);
  });
});
