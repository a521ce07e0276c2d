import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../support/command.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** What the steps need of the repository, beside its packages. */
const COPIED = ['semconv', 'lib', 'exporters', 'cli', 'testing', 'scripts', 'package.json', 'tsconfig.json'];

/** An app that uses the new field, in TypeScript: it compiles only when the field has its type. */
const APP = `
import { startRun } from 'fedotel';
import { createTestTelemetry } from 'fedotel/testing';

const journaled: unknown[] = [];
for (const clientUpdates of ['points', 'event'] as const) {
  const telemetry = await createTestTelemetry({ telemetry: { clientUpdates } });
  const run = startRun({ job: 'batteries' });
  run.startRound({ number: 1, selected: 1 }).clientUpdate({ client: 'a', batteryLevel: 0.75 });
  await run.finish();
  for (const event of await telemetry.events()) {
    if (event.event_type === 'client_update') {
      journaled.push(...event.clients.map((client) => client['battery_pct']));
    }
  }
  await telemetry.shutdown();
}
console.log(JSON.stringify(journaled));
`;

const FULL = resolve('test/fixtures/hivewatch/full.jsonl');

describe("CONTRIBUTING's steps", function () {
  this.timeout(300_000);
  const copy = temporaryFolder('contributing');

  before(() => {
    for (const name of COPIED) {
      cpSync(name, join(copy.path, name), { recursive: true });
    }
    symlinkSync(resolve('node_modules'), join(copy.path, 'node_modules'));
    const page = readFileSync('CONTRIBUTING.md', 'utf8');
    const steps = [...page.matchAll(/^<!-- add: (\S+?)(?:, before: (.+))? -->\n```\w+\n([\s\S]*?)^```$/gm)];
    assert.equal(steps.length, 6);
    for (const [, file = '', before, text = ''] of steps) {
      add(join(copy.path, file), before, text);
    }
  });
  after(() => copy.remove());

  it('for a metric take a new field from the model through library, wire and bridge into the journal, in both forms', async () => {
    const generator = fileURLToPath(new URL('../../semconv/generator/main.js', import.meta.url));
    await runCommand(process.execPath, [generator, '--root', copy.path]);
    writeFileSync(join(copy.path, 'testing/app.ts'), APP);
    await runCommand(process.execPath, ['scripts/build.mjs'], { cwd: copy.path });
    const { stdout } = await runCommand(process.execPath, ['dist/testing/app.js'], { cwd: copy.path });
    assert.equal(stdout.trim().split('\n').at(-1), '[75,75]');
  });

  it('for a metric document the field', () => {
    const page = join(copy.path, 'docs/conventions/client-updates.md');
    assert.ok(existsSync(page));
    assert.match(readFileSync(page, 'utf8'), /fl\.client\.battery\.level/);
  });

  it('for a destination make one that every command knows by its one line', async () => {
    const fedotel = async (...words: string[]) =>
      (await runCommand(process.execPath, ['dist/cli/main.js', ...words], { cwd: copy.path })).stdout;
    const out = join(copy.path, 'runs');
    assert.match(await fedotel('bridge', '--help'), /destinations: [^\n]*\btally, /);
    assert.match(
      await fedotel('doctor', '--to', 'tally', '--runs-dir', out),
      /destination tally\b.*<run>\.tally\.json/,
    );
    cpSync(FULL, join(out, 'full.jsonl'));
    await fedotel('export', 'full', '--runs-dir', out, '--to', 'tally', '--out', out);
    const tally = JSON.parse(readFileSync(join(out, 'full.tally.json'), 'utf8')) as Record<string, unknown>;
    assert.deepEqual([tally.run_id, tally.events], ['run-full-0001', 45]);
    writeFileSync(join(out, 'full.tally.json'), '{"run_id":"another"}');
    await assert.rejects(fedotel('export', FULL, '--to', 'tally', '--out', out), /is of run "another"/);
    assert.match(await fedotel('runs', 'prune', '--runs-dir', out, '--max-size', '0B'), /removed full/);
    assert.equal(existsSync(join(out, 'full.tally.json')), false);
  });
});

/** Adds text to a file, which is made when it is not there: above the first line that has `before`, or at its end. */
function add(file: string, before: string | undefined, text: string): void {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  const lines = readFileSync(file, 'utf8').split('\n');
  const place = before === undefined ? lines.length - 1 : lines.findIndex((line) => line.includes(before));
  assert.notEqual(place, -1, `${file} has no line with ${before}`);
  writeFileSync(file, [...lines.slice(0, place), text.trimEnd(), ...lines.slice(place)].join('\n'));
}
