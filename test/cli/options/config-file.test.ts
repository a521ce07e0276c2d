import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../../cli/errors.js';
import { readConfigFile } from '../../../cli/options/config-file.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const KNOWN = new Set(['to', 'drain', 'json', 'config']);

describe('readConfigFile', () => {
  const folder = temporaryFolder('config');
  const path = join(folder.path, 'fedotel.yaml');
  after(() => folder.remove());
  const read = (text: string) => {
    writeFileSync(path, text);
    return readConfigFile('--config', path, KNOWN);
  };

  it('takes values and lists of texts', () => {
    assert.deepEqual(
      { ...read('to: [map, geojson]\ndrain: 3\njson: true\n') },
      {
        to: ['map', 'geojson'],
        drain: 3,
        json: true,
      },
    );
  });

  it('takes an empty file', () => {
    assert.deepEqual(read('# nothing yet\n'), {});
  });

  const refused: readonly (readonly [text: string, reason: RegExp])[] = [
    ['colour: red', /unknown option "colour"/],
    ['config: other.yaml', /unknown option "config"/],
    ['__proto__: {to: a}', /unknown option "__proto__"/],
    ['- a', /expected option names with values, got a list/],
    ['just text', /expected option names with values, got a string/],
    ['to: {a: 1}', /to: expected a value or a list of texts, got \{"a":1\}/],
    ['to: [1, 2]', /to: expected a value or a list of texts, got \[1,2\]/],
    ['drain:', /drain: expected a value or a list of texts, got null/],
    ['to: [map', /fedotel\.yaml: /],
    ['drain: 1\ndrain: 2', /unique/],
  ];
  for (const [text, reason] of refused) {
    it(`refuses ${JSON.stringify(text)} on one line that names the file`, () => {
      assert.throws(
        () => read(text),
        (error) =>
          error instanceof UsageError &&
          reason.test(error.message) &&
          error.message.startsWith(`--config ${path}: `) &&
          !error.message.includes('\n'),
      );
    });
  }
});
