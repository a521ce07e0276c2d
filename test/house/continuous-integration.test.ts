import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { temporaryFolder } from '../support/temporary-folder.js';

/** What the stand-in for npm does in one step: counts that a test run would write, and its exit status. */
interface Step {
  readonly counts?: readonly { passed: number; failed: number; failures?: readonly string[] }[];
  readonly status: number;
}

/**
 * Runs a copy of `.ci/run` in which `npm` is a script that plays the given steps, and returns its last line, its status
 * and what it says has failed.
 */
function play(
  folder: string,
  steps: readonly [ci: Step, test: Step, peers: Step],
): { line: string; status: number; failed: readonly string[] } {
  mkdirSync(join(folder, 'bin'), { recursive: true });
  cpSync('.ci/run', join(folder, '.ci/run'));
  cpSync('scripts/sum-counts.mjs', join(folder, 'scripts/sum-counts.mjs'));
  const cases = steps.map(({ counts = [], status }, index) => {
    const lines = counts.map((run) => `echo '${JSON.stringify(run)}' >>"$FEDOTEL_TEST_COUNTS"`);
    return [`${['ci*', 'test*', '"run test:peers"'][index]})`, ...lines, `exit ${status} ;;`].join('\n');
  });
  writeFileSync(join(folder, 'bin/npm'), `#!/usr/bin/env bash\ncase "$*" in\n${cases.join('\n')}\nesac\nexit 99\n`);
  chmodSync(join(folder, 'bin/npm'), 0o755);
  // A browser that is named and a tool that is there are not installed.
  writeFileSync(join(folder, 'bin/promtool'), '#!/bin/sh\n');
  chmodSync(join(folder, 'bin/promtool'), 0o755);
  const path = `${join(folder, 'bin')}${delimiter}${process.env.PATH}`;
  const env = { ...process.env, PATH: path, CI: 'true', FEDOTEL_CHROMIUM: 'named' };
  const { stdout, status } = spawnSync('bash', ['.ci/run'], { cwd: folder, env, encoding: 'utf8' });
  const lines = stdout.trim().split('\n');
  const failed = lines.filter((line) => line.startsWith('failed: '));
  return { line: lines.at(-1) ?? '', status: status ?? -1, failed };
}

describe('.ci/run', () => {
  const scratch = temporaryFolder('ci');
  const fine: Step = { status: 0 };
  const ran = (passed: number, failed = 0): Step => ({ counts: [{ passed, failed }], status: failed > 0 ? 1 : 0 });
  after(() => scratch.remove());

  it('sums what its runners counted', () => {
    assert.deepEqual(play(scratch.path, [fine, ran(40), ran(2)]), {
      line: '42 passed, 0 failed',
      status: 0,
      failed: [],
    });
  });

  it('fails when a test failed, runs the rest, and says at the end which it was', () => {
    const failing: Step = { counts: [{ passed: 39, failed: 1, failures: ['a test: expected\n  1'] }], status: 1 };
    assert.deepEqual(play(scratch.path, [fine, failing, ran(2)]), {
      line: '41 passed, 1 failed',
      status: 1,
      failed: ['failed: a test: expected 1'],
    });
  });

  it('counts a step that failed without a failing test as one failure', () => {
    const crashed: Step = { counts: [{ passed: 40, failed: 0 }], status: 1 };
    assert.deepEqual(play(scratch.path, [fine, crashed, ran(2)]), {
      line: '42 passed, 1 failed',
      status: 1,
      failed: ['failed: build, lint and unit tests: ended with 1'],
    });
    assert.deepEqual(play(scratch.path, [{ status: 1 }, fine, fine]), {
      line: '0 passed, 1 failed',
      status: 1,
      failed: ['failed: install: ended with 1'],
    });
  });

  it('fails when no test ran', () => {
    assert.deepEqual(play(scratch.path, [fine, fine, fine]), { line: '0 passed, 0 failed', status: 1, failed: [] });
  });
});
