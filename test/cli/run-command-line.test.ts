import assert from 'node:assert/strict';
import { type Command, createCommand } from '../../cli/command.js';
import { commands } from '../../cli/commands/index.js';
import { CommandError, UsageError } from '../../cli/errors.js';
import { runCommandLine } from '../../cli/run-command-line.js';
import { VERSION } from '../../exporters/bridge/version.js';
import { createTestContext } from './test-context.js';

async function run(argv: readonly string[], all: readonly Command[] = commands) {
  const context = createTestContext();
  const code = await runCommandLine(all, argv, context);
  return { code, stdout: context.stdout(), stderr: context.stderr() };
}

function failing(error: unknown): Command {
  return createCommand({
    name: 'fail',
    usage: '',
    summary: 'Fails',
    options: {},
    run: () => Promise.reject(error),
  });
}

describe('runCommandLine', () => {
  it('shows every command when asked nothing or for help', async () => {
    for (const argv of [[], ['--help'], ['-h'], ['help']]) {
      const { code, stdout, stderr } = await run(argv);
      assert.deepEqual([code, stderr], [0, '']);
      for (const { name, summary } of commands)
        assert.ok(stdout.includes(`${name} `) && stdout.includes(summary), name);
    }
  });

  for (const { name, usage, options } of commands) {
    it(`shows the help of ${name} by --help, -h and help, with every option`, async () => {
      const words = name.split(' ');
      const { stdout } = await run([...words, '--help']);
      assert.ok(stdout.startsWith(`Usage: fedotel ${name} ${usage}\n`));
      for (const spec of Object.values(options)) assert.ok(stdout.includes(`--${spec.name}`), spec.name);
      const others = [
        [...words, '-h'],
        ['help', ...words],
        ['--help', ...words],
        [...words, '--nonsense', '--help'],
      ];
      for (const argv of others) assert.deepEqual(await run(argv), { code: 0, stdout, stderr: '' });
    });
  }

  it('shows the commands of a group', async () => {
    const { code, stdout } = await run(['runs', '--help']);
    assert.equal(code, 0);
    assert.match(stdout, /runs list .*\n {2}runs show/);
    assert.doesNotMatch(stdout, /export/);
  });

  it('leaves a --help behind -- to the program', async () => {
    const program: (readonly string[])[] = [];
    const dev = createCommand({
      name: 'dev',
      usage: '-- CMD',
      summary: 'Runs',
      options: {},
      takesProgram: true,
      run: async (input) => program.push(input.program),
    });
    await run(['dev', '--', 'node', '--help'], [dev]);
    assert.deepEqual(program, [['node', '--help']]);
  });

  it('says its version', async () => {
    for (const word of ['--version', 'version']) assert.equal((await run([word])).stdout, `${VERSION}\n`);
  });

  it('names the commands that there are for one that there is not, with exit code 2', async () => {
    const unknown = await run(['exprot', 'x']);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /^fedotel: expected one of dev, bridge, serve, export, .*; got "exprot x"\n$/);
    const group = await run(['runs']);
    assert.equal(group.code, 2);
    assert.equal(
      group.stderr,
      'fedotel: expected one of runs list, runs show, runs explain, runs best, runs compare, runs pull, runs prune; got "runs"\n',
    );
    assert.equal((await run(['help', 'nothing'])).code, 2);
  });

  it('ends with 2 and a hint when the words are off', async () => {
    const { code, stderr } = await run(['fail'], [failing(new UsageError('expected more'))]);
    assert.equal(code, 2);
    assert.equal(stderr, 'fedotel fail: expected more; fedotel fail --help tells more\n');
  });

  it('ends with the code of the error, 1 for any other, and one line that no terminal obeys', async () => {
    const cases: readonly (readonly [unknown, number])[] = [
      [new CommandError('a\n\u001b[2J b'), 1],
      [new CommandError('a\n\u001b[2J b', 127), 127],
      [new TypeError('a\n\u001b[2J b'), 1],
      ['a\n\u001b[2J b', 1],
    ];
    for (const [error, expected] of cases) {
      const { code, stdout, stderr } = await run(['fail'], [failing(error)]);
      assert.deepEqual([code, stdout, stderr], [expected, '', 'fedotel fail: a \ufffd[2J b\n']);
    }
  });
});
