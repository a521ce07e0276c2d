import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedPeer } from './cache.js';
import { runInstaller } from './installer.js';

/** Node.js 24 and the packages of OpenTelemetry SDK 3.x. */
export interface Node24Peer {
  /** Path of the `node` binary. */
  readonly node: string;
  /** The `node_modules` folder that holds API 1.10, SDK 3.x and the OTLP exporters. */
  readonly modules: string;
}

const PINS = 'test/peers/otel-3';
/** Longest attempt to install them. */
const INSTALL_SECONDS = 600;

let known: Promise<Node24Peer> | undefined;

/** The versions that `test/peers/otel-3/package-lock.json` pins. */
export function node24Peer(): Promise<Node24Peer> {
  known ??= install().catch((error: unknown) => {
    // Whoever asks next tries again.
    known = undefined;
    throw error;
  });
  return known;
}

async function install(): Promise<Node24Peer> {
  const pinFiles = [`${PINS}/package.json`, `${PINS}/package-lock.json`];
  const folder = await cachedPeer({
    name: 'node-24-otel-3',
    pinFiles,
    async install(into) {
      await copyFile(`${PINS}/package.json`, join(into, 'package.json'));
      await copyFile(`${PINS}/package-lock.json`, join(into, 'package-lock.json'));
      const args = ['ci', '--no-audit', '--no-fund', '--fetch-retries=5'];
      await runInstaller('npm', args, { cwd: into, timeoutSeconds: INSTALL_SECONDS });
    },
  });
  const modules = join(folder, 'node_modules');
  return { node: join(modules, 'node/bin/node'), modules };
}
