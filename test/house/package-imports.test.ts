import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../support/command.js';
import { packPackage, placePackage } from '../support/packed-package.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** What a module of the installed package asked for while a program ran. */
interface TracedImport {
  readonly from: string;
  readonly specifier: string;
}

const { exports: ENTRIES } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, unknown> };
const MODULES = Object.keys(ENTRIES)
  .filter((entry) => entry !== './package.json')
  .map((entry) => entry.replace('.', 'fedotel'));

describe('the installed package', function () {
  this.timeout(300_000);
  const app = temporaryFolder('app');
  const tracer = new URL('import-tracer.js', import.meta.url).href;

  before(async () => {
    const { tarball } = await packPackage(app.path);
    // Of the peers only the API, as in an app that has not set telemetry up.
    await placePackage(tarball, app.path, {
      '@opentelemetry/api': 'node_modules/@opentelemetry/api',
      yaml: 'node_modules/yaml',
    });
  });
  after(() => app.remove());

  /** Runs a program in the app's folder, and returns what it printed and the imports of our own modules. */
  async function run(name: string, program: string): Promise<{ printed: string; imports: readonly TracedImport[] }> {
    const trace = join(app.path, `${name}.trace`);
    writeFileSync(join(app.path, name), program);
    const options = { cwd: app.path, env: { FEDOTEL_IMPORT_TRACE: trace, NODE_OPTIONS: undefined } };
    const { stdout } = await runCommand(process.execPath, ['--import', tracer, name], options);
    const lines = existsSync(trace) ? readFileSync(trace, 'utf8').trim().split('\n') : [];
    const imports = lines.map((line) => JSON.parse(line) as TracedImport);
    return { printed: stdout.trim(), imports: imports.filter(({ from }) => from.includes('/node_modules/fedotel/')) };
  }

  it("loads nothing but the OpenTelemetry API and its own files on import 'fedotel'", async () => {
    const program = "import { startRun } from 'fedotel';\nconsole.log(typeof startRun);\n";
    const { printed, imports } = await run('import.mjs', program);
    assert.equal(printed, 'function');
    assert.notEqual(imports.length, 0, 'the trace saw no import');
    const outside = imports.map(({ specifier }) => specifier).filter((specifier) => !specifier.startsWith('.'));
    assert.deepEqual([...new Set(outside)], ['@opentelemetry/api']);
  });

  it("loads no more than that on import 'fedotel/tracking', which runs in browsers, too", async () => {
    const program = "import { createWriter } from 'fedotel/tracking';\nconsole.log(typeof createWriter);\n";
    const { printed, imports } = await run('tracking.mjs', program);
    assert.equal(printed, 'function');
    const outside = imports.map(({ specifier }) => specifier).filter((specifier) => !specifier.startsWith('.'));
    assert.deepEqual([...new Set(outside)], ['@opentelemetry/api']);
  });

  it("loads its own files only on import 'fedotel/semconv'", async () => {
    const program = "import { ATTR_FL_RUN_ID } from 'fedotel/semconv';\nconsole.log(ATTR_FL_RUN_ID);\n";
    const { printed, imports } = await run('semconv.mjs', program);
    assert.equal(printed, 'fl.run.id');
    assert.deepEqual(
      imports.filter(({ specifier }) => !specifier.startsWith('.')),
      [],
    );
  });

  it('gives require and import the same functions', async () => {
    const program = [
      "const { startRun } = require('fedotel');",
      "import('fedotel').then((module) => console.log(typeof startRun, module.startRun === startRun));",
    ];
    assert.equal((await run('require.cjs', program.join('\n'))).printed, 'function true');
  });

  for (const module of MODULES.filter((name) => name !== 'fedotel/testing')) {
    it(`can be required as ${module} with no OpenTelemetry SDK installed`, async () => {
      const program = `console.log(Object.keys(require('${module}')).length > 0);\n`;
      assert.equal((await run('entry.cjs', program)).printed, 'true');
    });
  }
});
