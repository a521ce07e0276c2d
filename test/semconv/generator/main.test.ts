import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from './sample-model.js';

const MAIN = fileURLToPath(new URL('../../../semconv/generator/main.js', import.meta.url));

function run(...args: readonly string[]): {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', cwd: ROOT });
  return { status, out: stdout, err: stderr };
}

describe('the generator as a program', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'fedotel-generator-'));
    await cp(join(ROOT, 'semconv'), join(root, 'semconv'), { recursive: true });
    await cp(join(ROOT, 'docs/conventions'), join(root, 'docs/conventions'), { recursive: true });
  });

  afterEach(async () => {
    await rm(root, { recursive: true, force: true });
  });

  async function edit(file: string, from: string, to: string): Promise<void> {
    const path = join(root, file);
    await writeFile(path, (await readFile(path, 'utf8')).replace(from, to));
  }

  it('has nothing to do in this repository', () => {
    assert.deepEqual(run('--check'), { status: 0, out: 'nothing to do\n', err: '' });
  });

  it('fails in check mode and names the stale file', async () => {
    await edit('semconv/generated/schema.ts', '0.1.0', '0.2.0');
    const { status, err } = run('--check', '--root', root);
    assert.equal(status, 1);
    assert.equal(err, 'stale, run "npm run generate":\nsemconv/generated/schema.ts\n');
  });

  it('writes and names what it wrote', async () => {
    await edit('semconv/generated/schema.ts', '0.1.0', '0.2.0');
    assert.deepEqual(run('--root', root), { status: 0, out: 'written:\nsemconv/generated/schema.ts\n', err: '' });
  });

  it('fails with place, reason and rule when the model breaks a rule', async () => {
    await edit('semconv/model/metrics/round.yaml', 'fl_accuracy', 'fl_acc');
    const { status, err } = run('--root', root);
    assert.equal(status, 1);
    assert.equal(err, 'metric fl.accuracy: expected prometheus fl_accuracy, got fl_acc (prometheus-name)\n');
  });

  it('fails with file and place when the model cannot be read', async () => {
    await edit('semconv/model/spans.yaml', 'kind: internal', 'kind: inner');
    const { status, err } = run('--root', root);
    assert.equal(status, 1);
    assert.match(err, /^model\/spans\.yaml\.spans\[0\]: kind: expected one of internal, .*got "inner"\n$/);
  });
});
