import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../support/command.js';
import { node24Peer } from './node-24.js';
import { pythonPeer } from './python.js';

describe('the real peers', () => {
  it('are the Python packages that are pinned, and no others', async () => {
    const { python } = await pythonPeer();
    const { stdout } = await runCommand(python, ['-m', 'pip', '--disable-pip-version-check', 'freeze']);
    const pinned = readFileSync('test/peers/python/base.txt', 'utf8').split('\n');
    assert.deepEqual(stdout.trim().split('\n').sort(), pinned.filter((line) => /^[^#]+==/.test(line)).sort());
  });

  it('import from that environment', async () => {
    const { python } = await pythonPeer();
    const code = 'import hivewatch, opentelemetry.exporter.otlp.proto.http._log_exporter; print("imported")';
    assert.match((await runCommand(python, ['-c', code])).stdout, /imported/);
  });

  it('are Node.js 24 with the OpenTelemetry SDK 3.x and API 1.10', async () => {
    const { node, modules } = await node24Peer();
    assert.match((await runCommand(node, ['--version'])).stdout, /^v24\./);
    assert.match(versionOf(modules, '@opentelemetry/api'), /^1\.10\./);
    assert.match(versionOf(modules, '@opentelemetry/sdk-metrics'), /^3\./);
    assert.match(versionOf(modules, '@opentelemetry/sdk-logs'), /^3\./);
    assert.match(versionOf(modules, '@opentelemetry/sdk-trace'), /^3\./);
  });

  it('are asked for once, however many ask', async () => {
    const [first, second] = await Promise.all([node24Peer(), node24Peer()]);
    assert.equal(first, second);
  });
});

/** Version of a package in a `node_modules` folder. */
function versionOf(modules: string, name: string): string {
  return (JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')) as { version: string }).version;
}
