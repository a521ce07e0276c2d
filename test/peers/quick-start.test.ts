import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { runCommand } from '../support/command.js';
import { packPackage } from '../support/packed-package.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { node24Peer } from './node-24.js';
import { pinVersions, readQuickStart } from './quick-start.js';

/** Node.js and the OpenTelemetry packages that a reader could have. */
interface Lane {
  readonly name: string;
  /** Path of the `node` binary. */
  node(): Promise<string>;
  /** package.json whose dependencies pin what the read-me leaves open. */
  readonly pins: string;
}

const LANES: readonly Lane[] = [
  { name: 'this Node.js and SDK 2.x', node: async () => process.execPath, pins: 'package.json' },
  {
    name: 'Node.js 24 and SDK 3.x',
    node: async () => (await node24Peer()).node,
    pins: 'test/peers/otel-3/package.json',
  },
];

describe("README's quick start", () => {
  const quickStart = readQuickStart(readFileSync('README.md', 'utf8'));
  const scratch = temporaryFolder('pack');
  let tarball: string;

  before(async () => {
    tarball = (await packPackage(scratch.path)).tarball;
  });
  after(() => scratch.remove());

  for (const lane of LANES) {
    it(`works word for word in an empty folder, with ${lane.name}`, async function () {
      this.timeout(300_000);
      const node = await lane.node();
      const app = temporaryFolder('quick-start');
      try {
        copyFileSync(tarball, join(app.path, basename(tarball)));
        // A folder of its own for npm: without a package.json it would look for one further up.
        writeFileSync(join(app.path, 'package.json'), '{ "private": true }\n');
        const shell = (commands: string) =>
          runCommand('bash', ['-euc', commands], { cwd: app.path, env: environmentWith(node) });

        await shell(pinVersions(quickStart.install, pinsOf(lane.pins)));
        for (const [file, content] of quickStart.files) {
          writeFileSync(join(app.path, file), content);
        }
        const { stdout } = await shell(quickStart.run);

        const files = readdirSync(join(app.path, 'runs'));
        const [journal, ...others] = files.filter((file) => file.endsWith('.jsonl'));
        assert.ok(journal, `no run file among ${files.join(', ')}`);
        assert.deepEqual(others, []);
        const run = journal.replace(/\.jsonl$/, '');
        assert.ok(files.includes(`${run}.map.json`), `no map among ${files.join(', ')}`);
        assert.ok(stdout.includes(run), `the list of runs does not name ${run}:\n${stdout}`);
        assertWhole(readFileSync(join(app.path, 'runs', journal), 'utf8'));
      } finally {
        app.remove();
      }
    });
  }
});

/** The run of the read-me: three rounds of two clients, begun and finished. */
function assertWhole(journal: string): void {
  const events = journal
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event_type: string });
  const count = (name: string) => events.filter(({ event_type }) => event_type === name).length;
  assert.deepEqual(
    { rounds: count('round_end'), updates: count('client_update'), finished: count('finished') },
    { rounds: 3, updates: 6, finished: 1 },
  );
}

/** A clean environment in which `node` is the given one; variables that would lead the app elsewhere are taken away. */
function environmentWith(node: string): Record<string, string | undefined> {
  const steering = Object.keys(process.env).filter((name) => /^(OTEL|FEDOTEL)_/.test(name));
  return {
    ...Object.fromEntries(steering.map((name) => [name, undefined])),
    PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
  };
}

function pinsOf(manifest: string): Record<string, string> {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    dependencies?: Record<string, string>;
    devDependencies?: Record<string, string>;
  };
  return { ...dependencies, ...devDependencies };
}

describe('readQuickStart', () => {
  it('reads commands and files', () => {
    const block = (name: string, text: string) => `<!-- quick-start:${name} -->\n\`\`\`sh\n${text}\n\`\`\`\n\ntext\n`;
    const { install, run, files } = readQuickStart(block('install', 'i') + block('a.mjs', 'a') + block('run', 'r'));
    assert.deepEqual({ install, run, files: [...files] }, { install: 'i\n', run: 'r\n', files: [['a.mjs', 'a\n']] });
  });

  it('says which block is missing', () => {
    assert.throws(() => readQuickStart('# Nothing here'), /quick-start:install/);
  });
});

describe('pinVersions', () => {
  it('adds a version where there is none', () => {
    const versions = { '@a/b': '1.2.3', '@a/c': '4.5.6' };
    assert.equal(pinVersions('npm i x @a/b \\\n  @a/c@7 @a/d\n', versions), 'npm i x @a/b@1.2.3 \\\n  @a/c@7 @a/d\n');
  });
});
