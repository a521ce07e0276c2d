import assert from 'node:assert/strict';
import { commands } from '../../../cli/commands/index.js';
import { describeOptions } from '../../../cli/options/describe.js';
import { fileNameOf } from '../../../cli/options/table.js';

describe('describeOptions', () => {
  it('shows placeholder, help, default and variable, in columns', () => {
    const text = describeOptions({
      runsDir: {
        name: 'runs-dir',
        type: 'string',
        default: 'runs',
        env: ['A', 'B'],
        placeholder: 'DIR',
        help: 'folder',
      },
      json: { name: 'json', type: 'boolean', default: false, help: 'JSON' },
      to: { name: 'to', type: 'list', default: ['a', 'b'], help: 'sinks' },
    });
    assert.deepEqual(text.split('\n'), [
      '  --runs-dir DIR  folder (default runs; env A, B)',
      '  --json          JSON',
      '  --to VALUE      sinks (default a,b)',
      '  --help          show this help',
    ]);
  });
});

describe('option tables', () => {
  for (const { name, options } of commands) {
    it(`of ${name} have unique names and variables, and a help line each`, () => {
      const specs = Object.values(options);
      const names = specs.flatMap((spec) => [spec.name, ...(spec.env ?? [])]);
      assert.deepEqual(names, [...new Set(names)]);
      for (const spec of specs) {
        assert.match(spec.name, /^[a-z]+(-[a-z]+)*$/);
        assert.ok(spec.help.length > 10 && !spec.help.includes('\n'), spec.name);
        for (const variable of spec.env ?? []) assert.match(variable, /^(FEDOTEL|MLFLOW|OTEL)_[A-Z_]+$/);
      }
    });
  }

  it('say the same where two commands share an option of a configuration file', () => {
    const shared = new Map<string, string>();
    const defaults = new Map<string, string>();
    for (const { options } of commands) {
      for (const spec of Object.values(options)) {
        const name = fileNameOf(spec);
        const text = JSON.stringify([spec.type, spec.env]);
        assert.equal(shared.get(name) ?? text, text, name);
        shared.set(name, text);
        // What a command does without the option may differ, such as nothing; two defaults may not.
        const byDefault = JSON.stringify(spec.default);
        assert.equal(defaults.get(name) ?? byDefault, byDefault ?? defaults.get(name), name);
        if (byDefault !== undefined) defaults.set(name, byDefault);
      }
    }
  });
});
