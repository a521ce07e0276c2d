import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DASHBOARDS_FOLDER } from '../../collector-config/grafana/generator/generate.js';
import { runCommand } from '../support/command.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { pythonPeer } from './python.js';

/** Marks belong to their data source, whose fields the schema of dashboards leaves open. */
const OF_DATA_SOURCE = /\/annotations\/list\/\d+\/(?:titleFormat|target\/)/;

/** What of dashboards the schemas of Grafana 11.6 do not have. */
async function strangersIn(files: readonly string[]): Promise<readonly string[]> {
  const { python } = await pythonPeer('grafana');
  const { stdout } = await runCommand(python, ['test/peers/python/grafana_read.py', ...files]);
  return JSON.parse(stdout) as string[];
}

describe('dashboards, read with the classes that Grafana makes of its schemas', () => {
  const files = readdirSync(DASHBOARDS_FOLDER).map((name) => join(DASHBOARDS_FOLDER, name));
  const folder = temporaryFolder('grafana-schema');
  after(() => folder.remove());

  it('have no field and no value that Grafana does not know', async () => {
    assert.ok(files.length >= 5);
    const found = await strangersIn(files);
    assert.deepEqual(
      found.filter((line) => !OF_DATA_SOURCE.test(line)),
      [],
    );
  });

  it('would be told of one', async () => {
    const file = join(folder.path, 'wrong.json');
    writeFileSync(file, readFileSync(files[0] ?? '', 'utf8').replaceAll('"graphMode"', '"graphMood"'));
    assert.match((await strangersIn([file])).join('\n'), /options\/graphMood/);
  });
});
