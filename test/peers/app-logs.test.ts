import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startReceiver } from '../lib/telemetry/fake-receiver.js';
import { cleanEnvironment } from '../support/app-process.js';
import { runCommand } from '../support/command.js';
import { copyPackage } from '../support/package-copy.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { node24Peer } from './node-24.js';

describe('logs of an app with OpenTelemetry SDK 3 on Node.js 24', () => {
  it('have run, round and client; the logs API is that of @opentelemetry/api', async () => {
    const { node, modules } = await node24Peer();
    const folder = temporaryFolder('app-logs-3');
    const receiver = await startReceiver();
    try {
      const own = join(folder.path, 'node_modules', 'fedotel');
      await copyPackage(own);
      await rm(join(own, 'node_modules'), { recursive: true });
      await symlink(join(modules, '@opentelemetry'), join(folder.path, 'node_modules', '@opentelemetry'));
      const exports = { '.': './lib/index.js', './telemetry': './lib/telemetry/index.js' };
      await writeFile(join(own, 'package.json'), JSON.stringify({ name: 'fedotel', type: 'module', exports }));
      const [, code = ''] =
        /<!-- logs:app\.js -->\n```js\n([\s\S]*?)^```$/m.exec(readFileSync('docs/logs.md', 'utf8')) ?? [];
      await writeFile(join(folder.path, 'app.mjs'), code.replace('@opentelemetry/api-logs', '@opentelemetry/api'));
      const env = { ...cleanEnvironment(), OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
      await runCommand(node, ['app.mjs'], { cwd: folder.path, env });
      const records = receiver.records('logs').filter(({ scope }) => scope === 'app');
      assert.deepEqual(
        records.map(({ attributes }) =>
          ['fl.run.id', 'fl.round.number', 'fl.client.id'].map((key) => attributes.get(key)),
        ),
        [
          ['digits-1', 1, undefined],
          ['digits-1', 1, 'hospital-1'],
          ['digits-1', 1, undefined],
        ],
      );
    } finally {
      await receiver.close();
      folder.remove();
    }
  });
});
