import { spawnSync } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { runCommand } from '../../support/command.js';
import { cachedPeer } from '../cache.js';
import { runInstaller } from '../installer.js';
import { pythonPeer } from '../python.js';
import type { Manifest } from './manifest.js';

/** Sources of the program that has kustomize's and compose's own libraries in it. */
const SOURCES = 'test/peers/kubernetes/deploy-check';
const FILES = ['main.go', 'go.mod', 'go.sum'] as const;

/** Where the archive of go.dev puts Go, for shells that do not have it on their PATH. */
const USUAL_PLACE = '/usr/local/go/bin';

/** Compiling took 50 s of a busy core. */
const BUILD_SECONDS = 900;

/** Oldest and newest version of Kubernetes that the manifests are held to. */
export const KUBERNETES_VERSIONS = ['1.31', '1.37'] as const;

/** A service of a compose file, as compose understands it. */
export interface ComposeService {
  readonly image: string;
  readonly command: readonly string[] | null;
  readonly entrypoint: readonly string[] | null;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly { readonly host_ip?: string; readonly target: number; readonly published: string }[];
  readonly volumes?: readonly {
    readonly type: string;
    readonly source: string;
    readonly target: string;
    readonly read_only?: boolean;
  }[];
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

/** A compose file with its variables filled in. */
export interface ComposeProject {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/**
 * What `kustomize build` makes of a folder.
 *
 * @throws Error with kustomize's words when it refuses
 */
export async function kustomizeBuild(
  folder: string,
): Promise<{ readonly text: string; readonly manifests: readonly Manifest[] }> {
  const { stdout } = await runCommand(await deployCheck(), ['kustomize', folder]);
  return { text: stdout, manifests: parseAllDocuments(stdout).map((document) => document.toJS() as Manifest) };
}

/**
 * What `docker compose config` makes of a file.
 *
 * @throws Error with compose's words when it refuses
 */
export async function composeConfig(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ComposeProject> {
  const { stdout } = await runCommand(await deployCheck(), ['compose', file], { env });
  return parse(stdout) as ComposeProject;
}

/**
 * Holds a file of manifests against the schema of a version of Kubernetes; fields that it does not have are faults, too.
 *
 * @returns what passed, one line a resource
 * @throws Error with what is wrong
 */
export async function validateManifests(file: string, version: string): Promise<readonly string[]> {
  const { python } = await pythonPeer('kubernetes');
  const command = join(python, '..', 'kubernetes-validate');
  const { stdout, stderr } = await runCommand(command, ['--strict', '--kubernetes-version', version, file]);
  return `${stdout}${stderr}`.trim().split('\n');
}

/**
 * The program that reads manifests, built from pinned modules on first use.
 *
 * @returns path of the executable
 * @throws Error that says what is missing where there is no Go, or why the build failed
 */
export async function deployCheck(): Promise<string> {
  const folder = await cachedPeer({
    name: 'deploy-check',
    pinFiles: FILES.map((file) => join(SOURCES, file)),
    async install(empty) {
      const path = [process.env.PATH ?? '', USUAL_PLACE].join(delimiter);
      expectGo(path);
      for (const file of FILES) await copyFile(join(SOURCES, file), join(empty, file));
      const args = [
        'build',
        '-trimpath',
        '-buildvcs=false',
        '-mod=readonly',
        '-ldflags=-s -w',
        '-o',
        'deploy-check',
        '.',
      ];
      await runInstaller('nice', ['go', ...args], {
        cwd: empty,
        env: { PATH: path, GOFLAGS: '', CGO_ENABLED: '0' },
        timeoutSeconds: BUILD_SECONDS,
      });
    },
  });
  return join(folder, 'deploy-check');
}

/** @throws Error unless there is a Go that can build it */
function expectGo(path: string): void {
  const { error } = spawnSync('go', ['version'], { env: { ...process.env, PATH: path } });
  if (error !== undefined) {
    throw new Error(
      `expected Go 1.24 or later on the PATH or in ${USUAL_PLACE}, to build what reads manifests as kustomize and compose ` +
        'do: https://go.dev/dl/ (go.sum pins what it downloads)',
      { cause: error },
    );
  }
}
