import assert from 'node:assert/strict';
import { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runProgram } from '../../../cli/dev/run-program.js';
import { CommandError } from '../../../cli/errors.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { createTestContext, type TestContext } from '../test-context.js';

describe('runProgram', () => {
  const folder = temporaryFolder('program');
  after(() => folder.remove());
  const file = join(folder.path, 'said');
  const run = (script: string, context: TestContext = createTestContext()) =>
    runProgram(['sh', '-c', script], { PATH: process.env.PATH, FILE: file }, context);

  it('hands arguments and environment over and returns the exit code', async () => {
    const code = await runProgram(
      ['sh', '-c', 'printf %s "$1 $VALUE" > "$FILE"; exit 3', 'sh', 'two words'],
      { PATH: process.env.PATH, FILE: file, VALUE: 'v' },
      createTestContext(),
    );
    assert.equal(code, 3);
    assert.equal(readFileSync(file, 'utf8'), 'two words v');
  });

  it('returns 128 + the number of the signal that ended it', async () => {
    assert.equal(await run('kill -9 $$'), 137);
    assert.equal(await run('kill -TERM $$'), 143);
  });

  it('passes signals on, except a Ctrl-C that the terminal has sent it already', async () => {
    for (const [terminal, signal, expected] of [
      [false, 'SIGINT', 'INT'],
      [false, 'SIGTERM', 'TERM'],
      [true, 'SIGTERM', 'TERM'],
    ] as const) {
      assert.equal(await tellingRun(terminal, [signal]), expected);
    }
    assert.equal(await tellingRun(true, ['SIGINT', 'SIGTERM']), 'TERM');
  });

  it('goes on, and says so, where the program may not be signalled because it has become another user', async () => {
    const context = createTestContext();
    const { kill } = ChildProcess.prototype;
    ChildProcess.prototype.kill = function () {
      return !this.emit('error', new Error('kill EPERM'));
    };
    try {
      const go = join(folder.path, 'go');
      const ended = run(`while ! [ -e '${go}' ]; do sleep 0.02; done; exit 4`, context);
      context.signal('SIGTERM');
      context.signal('SIGTERM');
      writeFileSync(go, '');
      assert.equal(await ended, 4);
    } finally {
      ChildProcess.prototype.kill = kill;
    }
    assert.match(context.stderr(), /^(fedotel: cannot pass a signal on to "sh": kill EPERM\n){2}$/);
  });

  it('stops listening when the program has ended', async () => {
    const context = createTestContext();
    await run('exit 0', context);
    assert.equal(context.signal('SIGINT'), 0);
  });

  it('ends as a shell does for what cannot be started', async () => {
    const plain = join(folder.path, 'plain');
    writeFileSync(plain, 'no program');
    const fails = async (command: string, exitCode: number, pattern: RegExp) => {
      const context = createTestContext();
      await assert.rejects(
        runProgram([command], {}, context),
        (error) => error instanceof CommandError && error.exitCode === exitCode && pattern.test(error.message),
      );
      assert.equal(context.signal('SIGINT'), 0);
    };
    await fails('no-such-program', 127, /^cannot start "no-such-program": there is no such program$/);
    await fails(plain, 126, /^cannot start .*EACCES/);
    await fails('a\0b', 126, /^cannot start /);
    await fails('', 126, /^cannot start ""/);
  });

  /** Runs a program that writes the first signal it gets and ends. @returns the signal's name */
  async function tellingRun(terminal: boolean, signals: readonly ('SIGINT' | 'SIGTERM')[]): Promise<string> {
    writeFileSync(file, '');
    const ready = join(folder.path, `ready-${terminal}-${signals.join()}`);
    const context = { ...createTestContext(), terminal };
    const tell = (name: string) => `trap 'printf ${name} > "$FILE"; exit 0' ${name}`;
    const ended = run(`${tell('INT')}; ${tell('TERM')}; : > '${ready}'; while :; do sleep 0.02; done`, context);
    while (!existsSync(ready)) await delay(10);
    for (const signal of signals) context.signal(signal);
    assert.equal(await ended, 0);
    return readFileSync(file, 'utf8');
  }
});
