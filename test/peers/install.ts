/**
 * Installs every peer, before the tests: an installation takes as long as the registries and the machine make it take,
 * which is not to count against the time of a test. What fails is told; the test that needs it tries again.
 */
import { readdirSync } from 'node:fs';
import { collectorBinary } from './collector/binary.js';
import { deployCheck } from './kubernetes/deploy-check.js';
import { node24Peer } from './node-24.js';
import { pythonPeer } from './python.js';

const groups = readdirSync('test/peers/python')
  .filter((file) => file.endsWith('.txt'))
  .map((file) => file.replace(/\.txt$/, ''));

/** Compiling takes the processor, the others mostly wait for registries: side by side they take no longer than one. */
await Promise.all([
  installAll([collectorBinary, deployCheck]),
  installAll([node24Peer, ...groups.map((group) => () => pythonPeer(group))]),
]);

/** One after the other. */
async function installAll(installs: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const install of installs) {
    try {
      await install();
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    }
  }
}
