import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../../cli/errors.js';
import { parseOptions } from '../../../cli/options/parse.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const table = {
  runsDir: { name: 'runs-dir', type: 'string', default: 'runs', env: ['FEDOTEL_RUNS_DIR'], help: 'folder' },
  drain: { name: 'drain', type: 'number', default: 10, env: ['FEDOTEL_DRAIN'], help: 'seconds' },
  to: { name: 'to', type: 'list', default: ['map'], env: ['FEDOTEL_TO'], help: 'sinks' },
  json: { name: 'json', type: 'boolean', default: false, help: 'JSON' },
  config: { name: 'config', type: 'string', env: ['FEDOTEL_CONFIG'], help: 'file' },
} as const;
const { config: _, ...withoutConfig } = table;

function fails(argv: string[], env: Record<string, string>, pattern: RegExp): void {
  assert.throws(
    () => parseOptions(table, argv, env),
    (error) => error instanceof UsageError && pattern.test(error.message),
  );
}

describe('parseOptions', () => {
  const folder = temporaryFolder('options');
  after(() => folder.remove());
  const configFile = (text: string) => {
    const path = join(folder.path, 'fedotel.yaml');
    writeFileSync(path, text);
    return path;
  };

  it('takes flag over environment over file over default', () => {
    const config = configFile('runs-dir: from-file\ndrain: 3\nto: [a, b]\n');
    const env = { FEDOTEL_RUNS_DIR: 'from-env', FEDOTEL_DRAIN: '5' };
    const { values } = parseOptions(table, ['--runs-dir', 'from-flag', '--config', config], env);
    assert.deepEqual({ ...values }, { runsDir: 'from-flag', drain: 5, to: ['a', 'b'], json: false, config });
  });

  it('takes an option from the file under the name that it has there', () => {
    const listen = { name: 'listen', fileName: 'serve-listen', type: 'string', help: 'address' } as const;
    const config = configFile('serve-listen: from-file\nlisten: of-another-command\n');
    const { values } = parseOptions({ ...table, listen }, ['--config', config], {}, new Set(['listen']));
    assert.equal(values.listen, 'from-file');
  });

  it('resolves everything from the environment when there are no words at all', () => {
    const { values } = parseOptions(table, [], { FEDOTEL_DRAIN: '0', FEDOTEL_TO: 'map,geojson' });
    assert.equal(values.drain, 0);
    assert.deepEqual(values.to, ['map', 'geojson']);
  });

  it('treats an empty variable as unset', () => {
    assert.equal(parseOptions(table, [], { FEDOTEL_DRAIN: '', FEDOTEL_CONFIG: '' }).values.drain, 10);
  });

  it('takes lists in one flag and in several, and the last of a single value', () => {
    const { values } = parseOptions(table, ['--to', 'a, b', '--to', 'c', '--drain', '1', '--drain=2'], {});
    assert.deepEqual(values.to, ['a', 'b', 'c']);
    assert.equal(values.drain, 2);
    assert.deepEqual(parseOptions(table, ['--to', ''], {}).values.to, []);
  });

  it('lets a flag take back what the environment or the file sets', () => {
    const config = configFile('json: true');
    assert.equal(parseOptions(table, ['--config', config], {}).values.json, true);
    assert.equal(parseOptions(table, ['--config', config, '--no-json'], {}).values.json, false);
  });

  it('says how to write a value that begins with a dash', () => {
    fails(['--drain', '-1'], {}, /^--drain: expected a value, got "-1"; if that is one, write --drain=-1$/);
    fails(['--drain', '--json'], {}, /^--drain: expected a value, got "--json"; if that is one, write --drain=--json$/);
    fails(['--drain'], {}, /^Option '--drain <value>' argument missing$/);
  });

  it('hands words on, also those behind -- that look like options', () => {
    assert.deepEqual(parseOptions(table, ['run-1', '--json', '--', '--odd-file'], {}).words, ['run-1', '--odd-file']);
  });

  it('names flag or variable, expectation and value in every error', () => {
    fails(['--drain', 'soon'], {}, /^--drain: expected a number, got "soon"$/);
    fails([], { FEDOTEL_DRAIN: 'x' }, /^FEDOTEL_DRAIN: expected a number, got "x"$/);
    fails(['--nope'], {}, /^Unknown option '--nope'$/);
    fails(['--drain'], {}, /--drain/);
    fails(['--no-runs-dir'], {}, /runs-dir/);
    fails([], { FEDOTEL_CONFIG: configFile('drain: never') }, /^drain in the configuration file: expected a number/);
  });

  it('reads the file that FEDOTEL_CONFIG names, unless --config names another', () => {
    const config = configFile('drain: 4');
    assert.equal(parseOptions(table, [], { FEDOTEL_CONFIG: config }).values.drain, 4);
    fails(['--config', join(folder.path, 'missing.yaml')], { FEDOTEL_CONFIG: config }, /^--config \S+missing\.yaml: /);
    fails([], { FEDOTEL_CONFIG: join(folder.path, 'missing.yaml') }, /^FEDOTEL_CONFIG \S+missing\.yaml: ENOENT/);
  });

  it('reads no file for a command that takes none', () => {
    const env = { FEDOTEL_CONFIG: join(folder.path, 'missing.yaml') };
    assert.equal(parseOptions(withoutConfig, [], env).values.drain, 10);
  });

  it('leaves what another command knows in the file alone', () => {
    const config = configFile('listen: 127.0.0.1:1\ndrain: 2');
    const { values } = parseOptions(table, ['--config', config], {}, new Set(['listen']));
    assert.equal(values.drain, 2);
    fails(['--config', config], {}, /unknown option "listen"/);
  });
});
