import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { MlflowServer } from '../../../test/peers/mlflow-server.js';

/** An app with HiveWatch's MLflowEmitter, waiting for what to do. */
export interface HivewatchApp {
  /** Runs so many rounds. */
  rounds(count: number): Promise<HivewatchTimes>;
  /** Records updates. @returns `undefined` when it is not done after so long */
  updates(count: number, limitSeconds: number): Promise<HivewatchTimes | undefined>;
  stop(): Promise<void>;
}

/** What something took. */
export interface HivewatchTimes {
  readonly seconds: number;
  /** In the calls that record updates. */
  readonly blocked: number;
}

const SCRIPT = 'bench/support/mlflow/hivewatch_app.py';

/** Starts the app, whose run is there when this returns. */
export async function startHivewatchApp(
  { python, url }: MlflowServer,
  experiment: string,
  clients: number,
): Promise<HivewatchApp> {
  const child = spawn(python, [SCRIPT, url, experiment, String(clients)], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true', DO_NOT_TRACK: 'true' },
  });
  const exit = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  async function told(): Promise<unknown> {
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${SCRIPT} ended`);
      // MLflow's client prints lines of its own.
      if (value.startsWith('told ')) return JSON.parse(value.slice(5));
    }
  }
  await told();
  return {
    rounds(count) {
      child.stdin.write(`rounds ${count}\n`);
      return told() as Promise<HivewatchTimes>;
    },
    async updates(count, limitSeconds) {
      child.stdin.write(`updates ${count}\n`);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), limitSeconds * 1000);
      });
      return Promise.race([told() as Promise<HivewatchTimes>, late]).finally(() => clearTimeout(timer));
    },
    async stop() {
      child.kill('SIGKILL');
      await exit;
    },
  };
}
