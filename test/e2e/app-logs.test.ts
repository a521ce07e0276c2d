import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createBridge } from '../../exporters/bridge/index.js';
import { startReceiver } from '../lib/telemetry/fake-receiver.js';
import { cleanEnvironment } from '../support/app-process.js';
import { copyPackage } from '../support/package-copy.js';
import { readEvents } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** Blocks of the page after a comment `<!-- logs:NAME -->`, without their indent. */
function blocks(): ReadonlyMap<string, string> {
  const page = readFileSync('docs/logs.md', 'utf8');
  const found = page.matchAll(/^( *)<!-- logs:(\S+) -->\n *```js\n([\s\S]*?)^ *```$/gm);
  return new Map(
    [...found].map(([, indent = '', name = '', code = '']) => [name, code.replaceAll(`\n${indent}`, '\n')]),
  );
}

describe('logs of an app, as docs/logs.md has them', () => {
  const folder = temporaryFolder('app-logs');
  after(() => folder.remove());

  before(async () => {
    const own = join(folder.path, 'node_modules', 'fedotel');
    await copyPackage(own);
    await symlink(join(own, 'node_modules/@opentelemetry'), join(folder.path, 'node_modules/@opentelemetry'));
    const exports = { '.': './lib/index.js', './telemetry': './lib/telemetry/index.js' };
    await writeFile(join(own, 'package.json'), JSON.stringify({ name: 'fedotel', type: 'module', exports }));
    await writeFile(join(folder.path, 'package.json'), '{ "type": "module" }');
    for (const [name, code] of blocks()) await writeFile(join(folder.path, name), code);
    const logging =
      "import './app-start.js';\nimport './console.js';\nconsole.warn('low on %s', 'memory');\nawait end();\n";
    const start =
      "import { startRun } from 'fedotel';\nimport { startTelemetry } from 'fedotel/telemetry';\n" +
      'const telemetry = await startTelemetry({ registerGlobals: true, quiet: true });\n' +
      "const run = startRun({ job: 'digits', runId: 'r-2' });\n" +
      'globalThis.end = async () => { await run.finish(); await telemetry.shutdown(); };\n';
    await writeFile(join(folder.path, 'app-start.js'), start);
    await writeFile(join(folder.path, 'logging.js'), logging);
  });

  const play = (script: string, url: string) =>
    promisify(execFile)(process.execPath, [script], {
      cwd: folder.path,
      env: { ...cleanEnvironment(), OTEL_EXPORTER_OTLP_ENDPOINT: url },
    });

  it('have run, round, client and trace', async () => {
    const receiver = await startReceiver();
    try {
      await play('app.js', receiver.url);
      const records = receiver.records('logs').filter(({ scope }) => scope === 'app');
      const KEYS = ['fl.run.id', 'fl.round.number', 'fl.client.id', 'fl.operation.name'];
      assert.deepEqual(
        records.map(({ attributes }) => KEYS.map((key) => attributes.get(key))),
        [
          ['digits-1', 1, undefined, undefined],
          ['digits-1', 1, 'hospital-1', 'train'],
          ['digits-1', 1, undefined, 'evaluate'],
        ],
      );
      assert.deepEqual(
        records.map(({ severityNumber }) => severityNumber),
        [9, 13, 9],
      );
    } finally {
      await receiver.close();
    }
  });

  it('come from the console too', async () => {
    const receiver = await startReceiver();
    try {
      const { stderr } = await play('logging.js', receiver.url);
      assert.match(stderr, /low on memory/);
      const [record] = receiver.records('logs').filter(({ scope }) => scope === 'console');
      assert.deepEqual([record?.severityNumber, record?.attributes.get('fl.run.id')], [13, 'r-2']);
    } finally {
      await receiver.close();
    }
  });

  it('are taken by a bridge, counted, and in no run file', async () => {
    const runsDir = join(folder.path, 'runs');
    const bridge = await createBridge({ runsDir, listen: { port: 0 }, to: [] });
    try {
      await play('app.js', bridge.url);
      const { malformed, quarantined, duplicates } = bridge.counts;
      assert.deepEqual([malformed, quarantined, duplicates], [0, 0, 0]);
      assert.ok(bridge.counts.ignored >= 3);
      const events = await readEvents(join(runsDir, 'digits-1.jsonl'));
      assert.doesNotMatch(JSON.stringify(events), /battery|asked|2000 digits/);
      assert.equal(events.filter(({ event_type }) => event_type === 'round_end').length, 1);
      assert.equal(events.filter(({ event_type }) => event_type === 'client_update').length, 1);
    } finally {
      await bridge.stop();
    }
  });
});
