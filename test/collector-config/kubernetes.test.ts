import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { commands } from '../../cli/commands/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const FOLDER = 'collector-config/kubernetes';
const BASE = `${FOLDER}/base/kustomization.yaml`;
const DOCKERFILE = readFileSync('collector-config/image/Dockerfile', 'utf8');
const own = JSON.parse(readFileSync('package.json', 'utf8')) as {
  version: string;
  engines: { node: string };
  bin: { fedotel: string };
};

interface Kustomization {
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly patches?: readonly { readonly path?: string }[];
  readonly images?: readonly { readonly name: string; readonly newTag?: string }[];
  readonly configMapGenerator?: readonly { readonly files: readonly string[] }[];
}

const read = (path: string) => parse(readFileSync(path, 'utf8')) as Kustomization;
const kustomizations = readdirSync('collector-config', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('kustomization.yaml'))
  .map((path) => join('collector-config', path));

describe('kustomizations', () => {
  it('name files that there are', () => {
    assert.ok(kustomizations.length >= 7);
    for (const path of kustomizations) {
      const { resources = [], components = [], patches = [], configMapGenerator = [] } = read(path);
      const files = [
        ...resources,
        ...components,
        ...patches.flatMap((patch) => patch.path ?? []),
        ...configMapGenerator.flatMap(({ files: given }) => given.map((file) => file.replace(/^[^=]*=/, ''))),
      ];
      assert.deepEqual(
        files.filter((file) => !existsSync(join(dirname(path), file))),
        [],
        path,
      );
    }
  });

  it('have every manifest of their folder', () => {
    for (const path of kustomizations.filter((each) => each.startsWith(FOLDER))) {
      const { resources = [], patches = [] } = read(path);
      const named = new Set([...resources, ...patches.flatMap((patch) => patch.path ?? []), 'kustomization.yaml']);
      const there = readdirSync(dirname(path)).filter((name) => name.endsWith('.yaml'));
      assert.deepEqual(
        there.filter((name) => !named.has(name)),
        [],
        path,
      );
    }
  });

  it('have no secret in them', () => {
    for (const name of readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((each) =>
      each.endsWith('.yaml'),
    )) {
      for (const document of parseAllDocuments(readFileSync(join(FOLDER, name), 'utf8'))) {
        const kind = (document.toJS() as { kind?: string }).kind;
        assert.notEqual(kind, 'Secret', name);
        assert.ok(!('secretGenerator' in (document.toJS() as object)), name);
      }
    }
  });
});

describe('what the parts are told', () => {
  const text = (path: string) => readFileSync(join('collector-config', path), 'utf8');
  const manifests = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => text(join('kubernetes', name)))
    .join('\n');
  const all = `${manifests}\n${text('compose/compose.yaml')}`;
  const bridge = commands.find(({ name }) => name === 'bridge');

  it('is known to the bridge', () => {
    const options = Object.values(bridge?.options ?? {});
    const [, args = ''] =
      /args:\n(\s+- bridge\n(?:\s+(?:- --|#).*\n)+)/.exec(text('kubernetes/base/bridge.yaml')) ?? [];
    const flags = [...args.matchAll(/- --([a-z-]+)/g)].map(([, name]) => name);
    assert.ok(flags.length > 5);
    const names = new Set<string | undefined>(options.map(({ name }) => name));
    assert.deepEqual(
      flags.filter((name) => !names.has(name)),
      [],
    );
  });

  it('is known to whoever it is for, by the name of each variable', () => {
    const known = new Set([
      ...Object.values(bridge?.options ?? {}).flatMap(({ env = [] }) => env),
      ...[...`${text('collector/full.yaml')}${text('collector/gateway.yaml')}`.matchAll(/\$\{env:(\w+)/g)].map(
        ([, name = '']) => name,
      ),
      ...[
        ...`${text('grafana/provisioning/datasources/datasources.yaml')}${text('grafana/provisioning/dashboards/dashboards.yaml')}`.matchAll(
          /\$(FEDOTEL_\w+)/g,
        ),
      ].map(([, name = '']) => name),
      // Filled in by compose.
      ...[...text('compose/example.env').matchAll(/^(\w+)=$/gm)].map(([, name = '']) => name),
    ]);
    const used = new Set([...all.matchAll(/\bFEDOTEL_\w+/g)].map(([name]) => name));
    assert.ok(used.size > 10);
    assert.deepEqual(
      [...used].filter((name) => !known.has(name)),
      [],
    );
  });

  it('has the documentation name each port of the node, and each key of the secret', () => {
    const page = readFileSync('docs/kubernetes.md', 'utf8');
    const ports = [...manifests.matchAll(/(?:nodePort:|nodePort\n\s+value:) (\d+)/g)].map(([, port = '']) => port);
    const keys = [...manifests.matchAll(/\bkey: ([a-z]+-[a-z]+)$/gm)].map(([, key = '']) => key);
    assert.equal(ports.length, 5);
    assert.equal(new Set(keys).size, 3);
    for (const port of ports) assert.match(page, new RegExp(`\\b${port}\\b`));
    for (const key of keys) assert.match(page, new RegExp(`--from-literal=${key}=`));
  });
});

describe('the first service of compose', () => {
  const { services } = parse(readFileSync('collector-config/compose/compose.yaml', 'utf8'), { merge: true }) as {
    readonly services: {
      readonly prepare: { readonly entrypoint: readonly string[]; readonly command: readonly string[] };
    };
  };
  const folder = temporaryFolder('compose-prepare');
  after(() => folder.remove());

  it('writes secrets as they are, for their owner alone, also when it runs again', () => {
    const volumes = join(folder.path, 'volumes');
    for (const name of ['bridge-secrets', 'grafana-secrets']) mkdirSync(join(volumes, name), { recursive: true });
    const stub = join(folder.path, 'chown');
    writeFileSync(stub, '#!/bin/sh\necho "$@"\n', { mode: 0o755 });
    const [shell = '', ...flags] = services.prepare.entrypoint;
    // Compose makes one dollar of two.
    const script = (services.prepare.command[0] ?? '').replaceAll('$$', '$').replaceAll('/volumes', volumes);
    for (const token of ['first', '-n second %s']) {
      const env = { PATH: `${folder.path}:${process.env.PATH}`, BRIDGE_TOKEN: token, GRAFANA_PASSWORD: 'p' };
      const printed = execFileSync(shell, [...flags, script], { env, encoding: 'utf8' });
      assert.equal(printed, `-R 10001:10001 ${volumes}\n`);
      for (const [name, content] of [
        ['bridge-secrets/bridge-token', token],
        ['bridge-secrets/bridge-tokens', token],
        ['grafana-secrets/grafana-password', 'p'],
      ] as const) {
        assert.equal(readFileSync(join(volumes, name), 'utf8'), content);
        assert.equal(statSync(join(volumes, name)).mode & 0o777, 0o600);
      }
    }
  });
});

describe('versions of images', () => {
  const tags = new Map(read(BASE).images?.map(({ name, newTag }) => [name, newTag]));

  it('are those that the tests run, where they run them', () => {
    assert.equal(tags.get('fedotel'), own.version);
    const collector = /go\.opentelemetry\.io\/collector\/otelcol v(\S+)/.exec(
      readFileSync('test/peers/collector/otelcol/go.mod', 'utf8'),
    );
    assert.equal(tags.get('otel/opentelemetry-collector-contrib'), collector?.[1]);
    const gateway = readFileSync(`${FOLDER}/components/gateway/gateway.yaml`, 'utf8');
    assert.ok(gateway.includes(`image: otel/opentelemetry-collector-contrib:${collector?.[1]}\n`));
    const mlflow = /^mlflow==(\S+)$/m.exec(readFileSync('test/peers/python/mlflow.txt', 'utf8'));
    assert.equal(tags.get('ghcr.io/mlflow/mlflow'), `v${mlflow?.[1]}`);
  });
});

describe('the image', () => {
  it('starts the command of the package', () => {
    const [, json = ''] = /^ENTRYPOINT (.*)$/m.exec(DOCKERFILE) ?? [];
    assert.deepEqual(JSON.parse(json), ['node', `/opt/fedotel/node_modules/fedotel/${own.bin.fedotel}`]);
  });

  it('has a Node.js that the package takes, in both stages the same', () => {
    const versions = [...DOCKERFILE.matchAll(/^FROM node:(\d+)\.(\d+)\.\d+-/gm)].map(([, major, minor]) =>
      [major, minor].map(Number),
    );
    assert.equal(versions.length, 2);
    assert.deepEqual(versions[0], versions[1]);
    const [wantedMajor = 0, wantedMinor = 0] = own.engines.node.replace('>=', '').split('.').map(Number);
    const [major = 0, minor = 0] = versions[0] ?? [];
    assert.ok(major > wantedMajor || (major === wantedMajor && minor >= wantedMinor));
  });

  it('runs as a user without rights, from a production install', () => {
    const last = DOCKERFILE.slice(DOCKERFILE.lastIndexOf('\nFROM '));
    assert.match(last, /^USER 10001:10001$/m);
    assert.match(last, /npm install --omit=dev --ignore-scripts/);
    assert.doesNotMatch(last, /^COPY (?!--from=package )/m);
  });
});
