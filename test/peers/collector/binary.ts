import { spawnSync } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { cachedPeer } from '../cache.js';
import { runInstaller } from '../installer.js';

/** Sources of our build of the OpenTelemetry Collector. */
const SOURCES = 'test/peers/collector/otelcol';
const FILES = ['main.go', 'go.mod', 'go.sum'] as const;

/** Where the archive of go.dev puts Go, for shells that do not have it on their PATH. */
const USUAL_PLACE = '/usr/local/go/bin';

/** Compiling took 165 s of two cores with nothing but the modules at hand; downloading them comes before. */
const BUILD_SECONDS = 1500;

/**
 * The Collector with the components that `collector-config/collector` uses, built from pinned modules on first use.
 *
 * @returns path of the executable
 * @throws Error that says what is missing where there is no Go, or why the build failed
 */
export async function collectorBinary(): Promise<string> {
  const folder = await cachedPeer({
    name: 'otelcol',
    pinFiles: FILES.map((file) => join(SOURCES, file)),
    async install(empty) {
      const path = [process.env.PATH ?? '', USUAL_PLACE].join(delimiter);
      expectGo(path);
      for (const file of FILES) await copyFile(join(SOURCES, file), join(empty, file));
      const args = ['build', '-trimpath', '-buildvcs=false', '-mod=readonly', '-ldflags=-s -w'];
      await runInstaller('nice', ['go', ...args, '-p', String(availableParallelism()), '-o', 'otelcol', '.'], {
        cwd: empty,
        env: { PATH: path, GOFLAGS: '', CGO_ENABLED: '0' },
        timeoutSeconds: BUILD_SECONDS,
      });
    },
  });
  return join(folder, 'otelcol');
}

/** @throws Error unless there is a Go that can build it */
function expectGo(path: string): void {
  const { error, stdout } = spawnSync('go', ['version'], { env: { ...process.env, PATH: path }, encoding: 'utf8' });
  if (error !== undefined) {
    throw new Error(
      `expected Go 1.26 or later on the PATH or in ${USUAL_PLACE}, to build the OpenTelemetry Collector that the tests ` +
        'start: https://go.dev/dl/ (go.sum pins what it downloads), or put a built one into FEDOTEL_PEERS_DIR',
      { cause: error },
    );
  }
  if (!/go1\.(2[6-9]|[3-9]\d)/.test(stdout) && process.env.GOTOOLCHAIN === 'local') {
    throw new Error(`expected Go 1.26 or later, or GOTOOLCHAIN=auto, got ${stdout.trim()}`);
  }
}
