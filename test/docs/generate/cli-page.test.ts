import assert from 'node:assert/strict';
import { createCommand } from '../../../cli/command.js';
import { renderCliPage } from '../../../docs/generate/cli-page.js';

describe('renderCliPage', () => {
  it('shows each command with usage, notes and options', () => {
    const command = createCommand({
      name: 'try',
      usage: 'A|B [options]',
      summary: 'Tries',
      notes: ['It may fail.'],
      options: {
        to: { name: 'to', type: 'list', default: ['a', 'b'], env: ['X', 'Y'], placeholder: 'A|B', help: 'one | other' },
        json: { name: 'json', type: 'boolean', default: false, help: 'JSON' },
      },
      run: async () => 0,
    });
    const page = renderCliPage([command]);
    assert.ok(page.startsWith('# The command line\n'));
    assert.ok(
      page.endsWith(
        [
          '## fedotel try\n',
          'Tries.\n',
          '```sh\nfedotel try A|B [options]\n```\n',
          'It may fail.\n',
          '| option | what it does | default | variable |',
          '| --- | --- | --- | --- |',
          '| `--to A\\|B` | one \\| other | `a,b` | `X`, `Y` |',
          '| `--json` | JSON |  |  |',
          '',
        ].join('\n'),
      ),
      page,
    );
  });
});
