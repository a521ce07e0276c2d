import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { monitorCommand } from '../../../cli/commands/monitor.js';
import { CommandError, UsageError } from '../../../cli/errors.js';
import { createBridge } from '../../../exporters/bridge/index.js';
import { readRun } from '../../support/read-run.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { until } from '../../support/until.js';
import { runCli, startCli } from '../cli-process.js';
import { createTestContext } from '../test-context.js';

const NO_DEVICES = ['--metrics', 'cpu,memory,disk,network'];

describe('fedotel monitor', () => {
  const folder = temporaryFolder('cli-monitor');
  after(() => folder.remove());

  it('runs a program, leaves its output to it, ends with its exit code and says what it used', async () => {
    const program = [
      'node',
      '-e',
      "for (const end = Date.now() + 400; Date.now() < end;); console.log('mine'); process.exit(3)",
    ];
    const { code, stdout, stderr } = await runCli(['monitor', '--interval', '0.1', ...NO_DEVICES, '--', ...program]);
    assert.equal(code, 3, stderr);
    assert.equal(stdout, 'mine\n');
    assert.match(stderr, /^time +\d+\.\d\d s, \d+ samples$/m);
    assert.match(stderr, /^cpu +\d+\.\d{3} of one core; of the machine: mean/m);
    assert.match(stderr, /^memory +mean [\d.]+ MB, peak [\d.]+ MB$/m);
    assert.match(stderr, /^network .*\(whole host\)$/m);
    assert.doesNotMatch(stderr, /energy/);
  });

  it('counts what child processes used that have ended, to the last of it', async () => {
    // Processor time, and not time that a busy machine may give to others.
    const child = 'while (process.cpuUsage().user < 400_000);';
    const parent = `require('node:child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(child)}])`;
    const { stderr } = await runCli([
      'monitor',
      '--interval',
      '3600',
      '--json',
      ...NO_DEVICES,
      '--',
      'node',
      '-e',
      parent,
    ]);
    const { totals, samples } = JSON.parse(stderr) as { totals: Record<string, number>; samples: number };
    assert.ok((totals.process_cpu_user_seconds ?? 0) > 0.1, stderr);
    assert.ok(samples >= 2);
  });

  it('writes samples into a file, in a process of its own too', async () => {
    const file = join(folder.path, 'samples.csv');
    const { code } = await runCli(['monitor', '--process', '--file', file, ...NO_DEVICES, '--', 'node', '-e', '0']);
    assert.equal(code, 0);
    assert.ok(readFileSync(file, 'utf8').trimEnd().split('\n').length >= 3);
  });

  it('has the samples also of a program that is over long before the process that takes them has begun', async () => {
    const file = join(folder.path, 'late.csv');
    const slow = join(folder.path, 'slow-start.mjs');
    const wait = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500)';
    writeFileSync(slow, `if (/process-entry/.test(process.argv[1])) ${wait};\n`);
    const env = { NODE_OPTIONS: `--import ${pathToFileURL(slow).href}` };
    const { code } = await runCli(['monitor', '--process', '--file', file, ...NO_DEVICES, '--', 'true'], { env });
    assert.equal(code, 0);
    assert.ok(readFileSync(file, 'utf8').trimEnd().split('\n').length >= 3);
  });

  it('watches a process until it ends, with the summary as its own output', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1e6)'], { stdio: 'ignore' });
    const file = join(folder.path, 'watched.jsonl');
    const words = ['--interval', '0.1', '--json', ...NO_DEVICES, '--file', file, '--pid', String(other.pid)];
    const command = startCli(['monitor', ...words]);
    const hasSamples = () => existsSync(file) && readFileSync(file, 'utf8').split('\n').length > 3;
    await Promise.race([until('it is watched', hasSamples), command.ended]).finally(() => other.kill('SIGKILL'));
    const watching = await command.ended;
    assert.equal(watching.code, 0, watching.stderr);
    const summary = JSON.parse(watching.stdout) as { gauges: Record<string, { max: number }>; seconds: number };
    assert.ok((summary.gauges.process_memory_megabytes?.max ?? 0) > 1);
  });

  it('makes the samples part of the run that the carrier names', async () => {
    const runsDir = join(folder.path, 'runs');
    const bridge = await createBridge({ runsDir, listen: { host: '127.0.0.1', port: 0 }, to: [] });
    try {
      const carrier = JSON.stringify({
        fedotel: JSON.stringify({
          ...{ v: 1, run: 'watched', attempt: 5, round: 4, job: 'j' },
          ...{ operation: 'train', client: 'site-1', mode: 'sync' },
        }),
      });
      const { code, stderr } = await runCli(
        [
          'monitor',
          '--interval',
          '0.1',
          '--runs-dir',
          runsDir,
          ...NO_DEVICES,
          '--',
          'node',
          '-e',
          'setTimeout(() => 0, 500)',
        ],
        { env: { FEDOTEL_CARRIER: carrier, OTEL_EXPORTER_OTLP_ENDPOINT: bridge.url } },
      );
      assert.equal(code, 0, stderr);
    } finally {
      await bridge.stop({ timeoutSeconds: 10 });
    }
    const { resources, attempt } = await readRun(join(runsDir, 'watched.jsonl'));
    assert.equal(attempt, 5);
    assert.deepEqual(
      resources.map(({ clientId, round, samples }) => [clientId, round, samples >= 2]),
      [['site-1', 4, true]],
    );
  });

  const refused: readonly (readonly [string, readonly string[], Record<string, string>, RegExp])[] = [
    ['neither program nor process', [], {}, /expected a program after -- or the option --pid, got neither/],
    ['both', ['--pid', '1', '--', 'x'], {}, /got both/],
    ['an unknown metric', ['--metrics', 'ram', '--', 'x'], {}, /--metrics: expected cpu, .*got "ram"/],
    ['an interval of 0', ['--interval', '0', '--', 'x'], {}, /interval/],
    ['an address that is none', ['--prometheus', 'x', '--', 'x'], {}, /option prometheus/],
    [
      'a carrier that is none',
      ['--', 'x'],
      { FEDOTEL_CARRIER: '{}' },
      /FEDOTEL_CARRIER: expected the JSON of a carrier/,
    ],
  ];
  for (const [what, argv, env, message] of refused) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(monitorCommand.run(argv, createTestContext({ env })), (error: unknown) => {
        assert.ok(error instanceof UsageError, String(error));
        assert.match(error.message, message);
        return true;
      });
    });
  }

  it('says when there is no such process', async () => {
    await assert.rejects(
      monitorCommand.run(['--pid', '4194303'], createTestContext()),
      (error: unknown) => error instanceof CommandError && /there is no process 4194303/.test(error.message),
    );
  });

  it('runs the program also where something cannot be measured or opened', async () => {
    const file = join(folder.path, 'no', 'such', 'file.jsonl');
    const { code, stdout, stderr } = await runCli([
      'monitor',
      '--file',
      file,
      '--',
      'node',
      '-e',
      "console.log('ran')",
    ]);
    assert.deepEqual([code, stdout], [0, 'ran\n']);
    assert.match(stderr, /option file: .*ENOENT/);
  });
});
