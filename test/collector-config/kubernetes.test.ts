import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

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
      const { resources = [], patches = [], configMapGenerator = [] } = read(path);
      const files = [
        ...resources,
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

describe('versions of images', () => {
  const tags = new Map(read(BASE).images?.map(({ name, newTag }) => [name, newTag]));

  it('are those that the tests run, where they run them', () => {
    assert.equal(tags.get('fedotel'), own.version);
    const collector = /go\.opentelemetry\.io\/collector\/otelcol v(\S+)/.exec(
      readFileSync('test/peers/collector/otelcol/go.mod', 'utf8'),
    );
    assert.equal(tags.get('otel/opentelemetry-collector-contrib'), collector?.[1]);
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
