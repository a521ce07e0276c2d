import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { until } from '../../support/until.js';
import { runCli, startCli } from '../cli-process.js';

const ROUNDS = 100;
const CLIENTS = 20;

describe('fedotel export --to wandb that is killed', function () {
  this.timeout(120_000);
  const folder = temporaryFolder('killed-export');
  after(() => folder.remove());
  const at = (...names: string[]) => join(folder.path, ...names);
  const inWandb = () => (existsSync(at('wandb')) ? readdirSync(at('wandb')).sort() : []);
  const env = { WANDB_DIR: folder.path, WANDB_MODE: 'offline', TMPDIR: folder.path };

  function writeRun(runId: string, rounds: number): string {
    const lines = [{ event_type: 'init', run_id: runId, job: 'killed' }] as object[];
    for (let round = 1; round <= rounds; round += 1) {
      for (let client = 0; client < CLIENTS; client += 1) {
        const update = { client_id: `c${client}`, local_loss: 1 / round, local_accuracy: 0.5, num_samples: 10 };
        lines.push({ event_type: 'client_update', run_id: runId, round, clients: [update] });
      }
      lines.push({ event_type: 'round_end', run_id: runId, round, num_selected: CLIENTS, global_loss: 1 / round });
    }
    lines.push({ event_type: 'finished', run_id: runId, state: 'finished' });
    const time = (index: number) => new Date(1_760_000_000_000 + index * 10).toISOString();
    const path = at(`${runId}.jsonl`);
    writeFileSync(
      path,
      lines.map((line, index) => `${JSON.stringify({ ...line, timestamp: time(index) })}\n`).join(''),
    );
    return path;
  }

  it('leaves what the next one removes, whatever run that writes, and nothing else goes', async () => {
    const [large, small] = [writeRun('large', ROUNDS), writeRun('small', 1)];
    const foreign = 'incomplete-0123abcd-by-hand';
    mkdirSync(at('wandb', foreign), { recursive: true });
    const begun = () => inWandb().some((name) => name.startsWith('incomplete-') && name !== foreign);
    // A process that is killed when all is whole leaves what only wants its name.
    const isTorn = () => {
      const claims = inWandb().filter((name) => name.startsWith('.incomplete-'));
      return begun() && claims.every((name) => readFileSync(at('wandb', name), 'utf8').includes('"whole":[]'));
    };

    // On a machine with much to do a process may be through before it is killed.
    for (let attempt = 1; !isTorn(); attempt += 1) {
      assert.ok(attempt <= 10, `nothing was left: ${inWandb()}`);
      for (const name of inWandb()) if (name !== foreign) rmSync(at('wandb', name), { recursive: true });
      const { child, ended } = startCli(['export', large, '--to', 'wandb'], { env });
      await until('a directory is begun', () => begun() || child.exitCode !== null);
      child.kill('SIGKILL');
      await ended;
    }

    const workFolders = () => readdirSync(folder.path).filter((name) => name.startsWith('fedotel-export-'));
    assert.equal(workFolders().length, 1, 'each attempt removes what the one before it left');
    const next = await runCli(['export', small, '--to', 'wandb'], { env });
    assert.equal(next.code, 0, next.stderr);
    assert.deepEqual(workFolders(), []);
    assert.match(next.stderr, /wandb: removed \d+ incomplete director(y|ies) of a process that was killed/);
    const [kept, written = '', ...more] = inWandb();
    assert.deepEqual([kept, more], [foreign, []]);
    assert.match(written, /^offline-run-\d{8}_\d{6}-small$/);

    const again = await runCli(['export', large, '--to', 'wandb'], { env });
    assert.equal(again.code, 0, again.stderr);
    assert.equal(inWandb().filter((name) => name.endsWith('-large')).length, 1);
  });
});
