import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';
import { type MlflowServer, startMlflowServer } from './mlflow-server.js';

describe('a real MLflow server', () => {
  const folder = temporaryFolder('mlflow-server');
  let server: MlflowServer;
  before(async () => {
    server = await startMlflowServer({ folder: folder.path });
  });
  after(async () => {
    await server?.kill();
    folder.remove();
  });

  it('is the version that the facts were measured with', async () => {
    assert.equal(await (await fetch(`${server.url}/version`)).text(), '3.17.2');
  });

  it('is gone after kill -9, with everything it had started, and keeps its data over a restart', async () => {
    const body = JSON.stringify({ name: 'kept' });
    const headers = { 'content-type': 'application/json' };
    await fetch(`${server.url}/api/2.0/mlflow/experiments/create`, { method: 'POST', headers, body });
    await server.kill();
    await assert.rejects(fetch(`${server.url}/health`));
    assert.deepEqual(processesWith(server.database), []);
    await server.restart();
    const kept = await fetch(`${server.url}/api/2.0/mlflow/experiments/get-by-name?experiment_name=kept`);
    assert.equal(kept.status, 200);
  });

  it('dies with the process that started it, even when that is killed', async () => {
    const own = temporaryFolder('mlflow-orphan');
    const module = new URL('./mlflow-server.js', import.meta.url).href;
    const script = `const { startMlflowServer } = await import('${module}');
      const { database } = await startMlflowServer({ folder: ${JSON.stringify(own.path)} });
      process.stdout.write(database);`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [database] = (await once(owner.stdout, 'data')) as [Buffer];
    assert.notDeepEqual(processesWith(String(database)), []);
    owner.kill('SIGKILL');
    await until('its server is gone', () => processesWith(String(database)).length === 0);
    own.remove();
  });
});

/** Command lines of the living processes that name a file. */
function processesWith(file: string): string[] {
  return execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(file) && !line.includes('startMlflowServer'));
}
