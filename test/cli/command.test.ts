import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandInput, type CommandSpec, createCommand } from '../../cli/command.js';
import { UsageError } from '../../cli/errors.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { createTestContext } from './test-context.js';

const options = {
  n: { name: 'n', type: 'number', default: 1, env: ['FEDOTEL_N'], help: 'a number' },
  config: { name: 'config', type: 'string', help: 'a file' },
} as const;

function create(changes: Partial<CommandSpec<typeof options>>) {
  const inputs: CommandInput<typeof options>[] = [];
  const command = createCommand({
    name: 'try',
    usage: 'WORD',
    summary: 'Tries',
    options,
    run: async (input) => {
      inputs.push(input);
      return 7;
    },
    ...changes,
  });
  const run = (argv: string[], known?: ReadonlySet<string>) => command.run(argv, createTestContext(), known);
  return { run, inputs };
}

describe('createCommand', () => {
  it('hands values and words over and passes the exit code on', async () => {
    const { run, inputs } = create({ words: [1, 2] });
    assert.equal(await run(['a', '--n', '3']), 7);
    assert.deepEqual(inputs, [{ values: { n: 3, config: undefined }, words: ['a'], program: [] }]);
  });

  it('refuses too few words and too many, and says how it is used', async () => {
    const { run, inputs } = create({ words: [1, 2] });
    await assert.rejects(run([]), new UsageError('expected "fedotel try WORD", got no words'));
    await assert.rejects(run(['a', 'b', 'c']), new UsageError('expected "fedotel try WORD", got "a" "b" "c"'));
    assert.deepEqual(inputs, []);
    await assert.rejects(create({}).run(['a']), UsageError);
  });

  it('needs a program behind -- where it takes one', async () => {
    const { run, inputs } = create({ takesProgram: true });
    await assert.rejects(run(['node', 'app.mjs', '--lr', '0.1']), /expected "fedotel try WORD", got no --/);
    await assert.rejects(run(['--']), /got nothing after --/);
    await assert.rejects(run(['word', '--', 'node']), /got "word"/);
    await run(['--n', '2', '--', 'node', '--n', 'x', '--', 'y']);
    assert.deepEqual(inputs, [
      { values: { n: 2, config: undefined }, words: [], program: ['node', '--n', 'x', '--', 'y'] },
    ]);
  });

  it('takes a file that other commands share', async () => {
    const folder = temporaryFolder('shared-config');
    try {
      const path = join(folder.path, 'all.yaml');
      writeFileSync(path, 'n: 5\nlisten: 127.0.0.1:1\n');
      const { run, inputs } = create({});
      await run(['--config', path], new Set(['listen']));
      assert.equal(inputs[0]?.values.n, 5);
      await assert.rejects(run(['--config', path]), /unknown option "listen"/);
    } finally {
      folder.remove();
    }
  });
});
