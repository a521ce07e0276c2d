import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startCli } from '../cli/cli-process.js';
import { updatesBody } from '../support/otlp-json.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** Has characters of all kinds: it stands in the file as JSON has it, not encoded and not encrypted. */
const CLIENT = 'Krankenhaus Süd';
/** Destinations that write beside the run's file; tables and the rest are written when the run has ended. */
const TO = 'map,geojson,html,csv,parquet,tensorboard';
/** What is at last there of each, and of the run itself. */
const WRITTEN = [/\.jsonl$/, /\.map\.json$/, /\.geojson$/, /\.html$/, /\.csv$/, /\.parquet$/, /tfevents/];

describe('files of a run', () => {
  const folder = temporaryFolder('file-rights');
  after(() => folder.remove());

  for (const [umask, file, directory] of [
    ['077', '600', '700'],
    ['022', '644', '755'],
  ] as const) {
    it(`are plain text, readable as the process’ umask says; .state is for its owner only: ${umask}`, async () => {
      const runsDir = join(folder.path, umask);
      const previous = process.umask(umask);
      // A process gets the umask of who starts it.
      const bridge = startCli(['bridge', '--listen', '127.0.0.1:0', '--runs-dir', runsDir, '--to', TO]);
      process.umask(previous);
      const [, url = ''] = await bridge.seen(/OTLP\/HTTP on (http:\S+?),/);
      const headers = { 'content-type': 'application/json' };
      const body = updatesBody('run', [{ client: CLIENT, round: 1, time: 1n, loss: 0.5, samples: 3 }]);
      assert.equal((await fetch(`${url}/v1/metrics`, { method: 'POST', headers, body })).status, 200);
      const live = entriesOf(runsDir).filter((name) => /^\.state.bridge\.json$/.test(name));
      assert.deepEqual(
        live.map((name) => rightsOf(join(runsDir, name))),
        ['600'],
      );
      bridge.child.kill('SIGTERM');
      assert.equal((await bridge.ended).code, 0);

      const names = entriesOf(runsDir);
      assert.deepEqual(
        WRITTEN.filter((pattern) => !names.some((name) => pattern.test(name))),
        [],
      );
      const wrong = names.filter((name) => {
        const path = join(runsDir, name);
        const isFolder = statSync(path).isDirectory();
        if (name.startsWith('.state')) return rightsOf(path) !== (isFolder ? '700' : '600');
        return rightsOf(path) !== (isFolder ? directory : file);
      });
      assert.deepEqual(wrong, []);
      assert.equal(rightsOf(runsDir), directory);

      const lines = readFileSync(join(runsDir, 'run.jsonl'), 'utf8').trimEnd().split('\n');
      assert.ok(lines.every((line) => typeof JSON.parse(line) === 'object'));
      assert.ok(lines.some((line) => line.includes(CLIENT)));
    });
  }
});

/** Files and folders below a folder, relative to it. */
function entriesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' });
}

/** Who may do what, as `chmod` writes it. */
function rightsOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}
