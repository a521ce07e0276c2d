import assert from 'node:assert/strict';
import { commands } from '../../../cli/commands/index.js';
import { loadCommands } from '../../../cli/commands/load.js';
import { COMMANDS } from '../../../cli/commands/table.js';

describe('the commands that are loaded', () => {
  const names = async (words: string, env: NodeJS.ProcessEnv = {}) =>
    (await loadCommands(words.split(' '), env)).map(({ name }) => name);
  const all = [...COMMANDS.keys()];

  it('are called as the table calls them', () => {
    assert.deepEqual(
      commands.map(({ name }) => name),
      all,
    );
  });

  it('are the one that the words name', async () => {
    assert.deepEqual(await names('export run-1 --to map'), ['export']);
    assert.deepEqual(await names('runs list --json'), ['runs list']);
    for (const name of all) assert.deepEqual(await names(name), [name]);
  });

  it('are all of them where the words name none or a group', async () => {
    for (const words of ['', 'runs', 'runs nonsense', 'help export', '--help', 'nonsense']) {
      assert.deepEqual(await names(words), all, words);
    }
  });

  it('are all of them where there may be a configuration file, which has options of any', async () => {
    assert.deepEqual(await names('export run-1 --config fedotel.yaml'), all);
    assert.deepEqual(await names('export run-1 --config=fedotel.yaml'), all);
    assert.deepEqual(await names('export run-1', { FEDOTEL_CONFIG: 'fedotel.yaml' }), all);
  });
});
