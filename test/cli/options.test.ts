import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../cli/errors.js';
import { describeOptions, parseCommandLine } from '../../cli/options.js';

const table = {
  runsDir: { name: 'runs-dir', type: 'string', default: 'runs', env: ['FEDOTEL_RUNS_DIR'], help: 'folder' },
  drain: { name: 'drain', type: 'number', default: 10, env: ['FEDOTEL_DRAIN'], help: 'seconds' },
  to: { name: 'to', type: 'list', default: ['map'], env: ['FEDOTEL_TO'], help: 'sinks' },
  json: { name: 'json', type: 'boolean', default: false, help: 'JSON' },
  config: { name: 'config', type: 'string', help: 'file' },
} as const;

describe('cli options', () => {
  const dir = mkdtempSync(join(tmpdir(), 'fedotel-options-'));
  after(() => rmSync(dir, { recursive: true }));
  const configFile = (text: string) => {
    const path = join(dir, `${Math.random()}.yaml`);
    writeFileSync(path, text);
    return path;
  };

  it('takes flag over environment over file over default, and says which', () => {
    const config = configFile('runs-dir: from-file\ndrain: 3\nto: [a, b]\n');
    const env = { FEDOTEL_RUNS_DIR: 'from-env', FEDOTEL_DRAIN: '5' };
    const { values, sources } = parseCommandLine(table, ['--runs-dir', 'from-flag', '--config', config], env);
    assert.deepEqual({ ...values }, { runsDir: 'from-flag', drain: 5, to: ['a', 'b'], json: false, config });
    assert.equal(sources.runsDir, '--runs-dir');
    assert.equal(sources.drain, 'FEDOTEL_DRAIN');
    assert.equal(sources.to, 'to in the configuration file');
    assert.equal(sources.json, 'default');
  });

  it('resolves everything from the environment when there are no words at all', () => {
    const { values } = parseCommandLine(table, [], { FEDOTEL_DRAIN: '0', FEDOTEL_TO: 'map,geojson' });
    assert.equal(values.drain, 0);
    assert.deepEqual(values.to, ['map', 'geojson']);
  });

  it('treats an empty variable as unset', () => {
    assert.equal(parseCommandLine(table, [], { FEDOTEL_DRAIN: '' }).values.drain, 10);
  });

  it('splits at -- and keeps what stands behind it', () => {
    const { rest, positionals } = parseCommandLine(table, ['run-1', '--json', '--', 'node', '--json'], {});
    assert.deepEqual(rest, ['node', '--json']);
    assert.deepEqual(positionals, ['run-1']);
    assert.equal(parseCommandLine(table, [], {}).rest, undefined);
  });

  it('names option, expectation and value in every error', () => {
    const fails = (argv: string[], env: Record<string, string>, pattern: RegExp) =>
      assert.throws(
        () => parseCommandLine(table, argv, env),
        (error) => error instanceof UsageError && pattern.test(error.message),
      );
    fails(['--drain', 'soon'], {}, /--drain: expected a number for --drain, got "soon"/);
    fails([], { FEDOTEL_DRAIN: 'x' }, /FEDOTEL_DRAIN: expected a number/);
    fails(['--nope'], {}, /--nope/);
    fails(['--config', join(dir, 'missing.yaml')], {}, /--config .*missing\.yaml/);
    fails(['--config', configFile('colour: red')], {}, /unknown option "colour"/);
    fails(['--config', configFile('- a')], {}, /expected option names/);
    fails(['--config', configFile('to: {a: 1}')], {}, /neither a value nor a list/);
    fails(['--config', configFile('json: maybe')], {}, /expected true or false/);
  });

  it('lists every option with default and variable', () => {
    const text = describeOptions(table);
    assert.match(text, /--runs-dir VALUE +folder \(default runs; env FEDOTEL_RUNS_DIR\)/);
    assert.equal(text.split('\n').length, Object.keys(table).length);
  });
});
