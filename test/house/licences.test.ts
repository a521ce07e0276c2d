import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../support/command.js';

/** Licences that ask for no more than to be named. */
const PERMISSIVE = /^(MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD)$/;

const MANIFEST = readManifest('.') as {
  readonly dependencies: Record<string, string>;
  readonly peerDependencies: Record<string, string>;
};

describe('licences', () => {
  it('of all that an install may bring are permissive', () => {
    const names = [...Object.keys(MANIFEST.dependencies), ...Object.keys(MANIFEST.peerDependencies)];
    const licences = names.map((name) => `${name} ${String(readManifest(join('node_modules', name)).license)}`);
    assert.deepEqual(
      licences.filter((text) => !PERMISSIVE.test(text.slice(text.indexOf(' ') + 1))),
      [],
    );
  });

  it('of what is in the page are permissive, and go with it word for word', () => {
    const notices = readFileSync(fileURLToPath(new URL('../../viewer/licenses.md', import.meta.url)), 'utf8');
    const bundled = [...notices.matchAll(/^## (\S+) - (\S+) \((.+)\)$/gm)];
    assert.ok(bundled.length >= 6, notices.slice(0, 500));
    for (const [, name = '', version, licence = ''] of bundled) {
      assert.match(licence, PERMISSIVE, name);
      assert.equal(readManifest(join('node_modules', name)).version, version, name);
    }
    assert.equal(notices.split(/^## /m).filter((part) => /copyright/i.test(part)).length, bundled.length);
  });

  it('are in the bill of materials that npm makes, which tells what an install brings from what builds it', async () => {
    const flags = ['--sbom-format', 'cyclonedx', '--package-lock-only'];
    const { stdout } = await runCommand('npm', ['sbom', ...flags]);
    const { components } = JSON.parse(stdout) as { readonly components: readonly Component[] };
    const installed = components.filter(
      ({ properties }) => !properties.some(({ name }) => name === 'cdx:npm:package:development'),
    );
    assert.deepEqual(
      installed.map(({ name }) => name),
      Object.keys(MANIFEST.dependencies),
    );
    for (const { name, licenses, hashes } of installed)
      assert.deepEqual([licenses.length, hashes.length], [1, 1], name);
  });
});

/** A package in CycloneDX's JSON. */
interface Component {
  readonly name: string;
  readonly properties: readonly { readonly name: string }[];
  readonly licenses: readonly unknown[];
  readonly hashes: readonly unknown[];
}

function readManifest(folder: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
}
