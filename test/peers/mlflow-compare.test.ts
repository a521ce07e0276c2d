import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ComparedRun } from '../../exporters/run-model/index.js';
import { runCommand } from '../support/command.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { type MlflowServer, startMlflowServer } from './mlflow-server.js';

const MAIN = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
const HIVEWATCH = 'test/fixtures/hivewatch/full.jsonl';

describe('runs best and compare, from a real MLflow server', () => {
  const folder = temporaryFolder('mlflow-compare');
  const own = join(folder.path, 'own.jsonl');
  let server: MlflowServer;
  const fedotel = async (...words: readonly string[]) => {
    const env = { MLFLOW_TRACKING_URI: server.url };
    const { stdout } = await runCommand(process.execPath, [MAIN, ...words], { cwd: folder.path, env });
    return stdout;
  };
  before(async () => {
    server = await startMlflowServer({ folder: folder.path });
    const round = (number: number, accuracy: number | string, seconds: number) => ({
      event_type: 'round_end',
      round: number,
      timestamp: new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString(),
      round_metrics: {
        global_accuracy: accuracy,
        global_loss: 1 / number,
        round_duration_sec: 10,
        total_bytes_up: 1_234_567 * number,
        metrics: { 'top 5 (val)': number },
      },
    });
    const start = '2026-01-01T00:00:00.000Z';
    const events = [
      {
        event_type: 'init',
        timestamp: start,
        job: 'digits',
        algorithm: 'FedAvg',
        planned_rounds: 3,
        config: { lr: 1 },
      },
      { event_type: 'client_update', timestamp: start, clients: [{ round: 1, client_id: 'user@host', local_loss: 1 }] },
      round(1, 0.5, 10),
      round(2, 0.95, 20),
      round(3, 'NaN', 30),
      { event_type: 'finished', timestamp: '2026-01-01T00:00:31.000Z', state: 'finished' },
    ];
    writeFileSync(own, events.map((event) => `${JSON.stringify({ run_id: 'own', ...event })}\n`).join(''));
    await fedotel('export', own, join(process.cwd(), HIVEWATCH), '--to', 'mlflow', '--runs-dir', folder.path);
  });
  after(async () => {
    await server?.kill();
    folder.remove();
  });

  it('ranks the runs of all experiments, and of one', async () => {
    const ranked = async (...words: readonly string[]) => {
      const { runs } = JSON.parse(await fedotel('runs', 'best', '--from', 'mlflow', '--json', ...words)) as {
        runs: { runId: string; value: number; round: number }[];
      };
      return runs.map(({ runId, value, round }) => [runId, value, round]);
    };
    const [ours, hivewatch] = [
      ['own', 0.95, 2],
      ['run-full-0001', 0.69, 5],
    ];
    assert.deepEqual(await ranked(), [ours, hivewatch]);
    assert.deepEqual(await ranked('--mode', 'min'), [
      ['run-full-0001', 0.1, 0],
      ['own', 0.5, 1],
    ]);
    assert.deepEqual(await ranked('--experiment', 'digits'), [ours]);
    assert.deepEqual(await ranked('--metric', 'top 5 (val)'), [['own', 3, 3]]);
  });

  it('compares them as their journals do', async () => {
    const compared = async (...words: readonly string[]) =>
      (JSON.parse(await fedotel('runs', 'compare', '--json', ...words)) as { runs: ComparedRun[] }).runs;
    const local = await compared(own, join(process.cwd(), HIVEWATCH));
    const remote = await compared('own', 'run-full-0001', '--from', 'mlflow');
    const facts = ({ runId, algorithm, state, durationSeconds, rounds, clients, bytesUp, results }: ComparedRun) => ({
      ...{ runId, algorithm, state, durationSeconds, rounds, clients, bytesUp },
      results: Object.entries(results).sort(([a], [b]) => (a < b ? -1 : 1)),
    });
    assert.deepEqual(remote.map(facts), local.map(facts));
    assert.deepEqual(
      remote.map(({ job, params }) => [job, params.lr ?? params['optimizer.lr']]),
      [
        ['digits', '1'],
        ['federated-learning', '0.05'],
      ],
    );
  });
});
