import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { AppResult, AppTask } from './monitored-app.js';

/** A monitor that runs in an app of its own. */
export interface Contestant {
  readonly pid: number;
  /** Ends it and tells what came of it. */
  stop(): Promise<AppResult>;
  kill(): void;
}

/** Starts an app with our monitor, or with none. */
export async function startOurs(task: AppTask): Promise<Contestant> {
  const child = fork(fileURLToPath(new URL('./monitored-app.js', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.send(task);
  await once(child, 'message');
  return {
    pid: pidOf(child),
    async stop() {
      const result = task.mode === 'none' ? [NOTHING] : once(child, 'message');
      child.send('stop');
      const [answer] = (await result) as [AppResult];
      return answer;
    },
    kill: () => child.kill('SIGKILL'),
  };
}

const NOTHING: AppResult = { firstSeconds: 0, firstShareSeconds: 0, stopSeconds: 0, samples: 0, falseZeros: 0 };

/** Starts an app with HeFlwr's monitor of the same kind. Its first sample is known by the file that it writes. */
export async function startHeflwr(
  python: string,
  mode: 'thread' | 'process',
  intervalSeconds: number,
  file: string,
): Promise<Contestant> {
  const child = spawn(python, ['bench/support/monitor/heflwr_app.py', mode, file, String(intervalSeconds)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const started = JSON.parse(String((await lines.next()).value)) as { readonly started: number };
  const first = watchFirst(file, started.started);
  return {
    pid: pidOf(child),
    async stop() {
      child.stdin.write('stop\n');
      const line = await lines.next();
      const { stopSeconds, cpu } = JSON.parse(String(line.value)) as { stopSeconds: number; cpu: number[] };
      first.stop();
      return {
        firstSeconds: first.seconds(),
        firstShareSeconds: first.seconds(),
        stopSeconds,
        samples: cpu.length,
        falseZeros: cpu[0] === 0 ? 1 : 0,
      };
    },
    kill: () => child.kill('SIGKILL'),
  };
}

/** Looks for the end of the first line with a sample in a file. */
function watchFirst(file: string, startedSeconds: number): { seconds(): number; stop(): void } {
  let found = Number.NaN;
  const timer = setInterval(() => {
    if (!/CPU Usage: .*\n/.test(textOf(file))) return;
    found = Date.now() / 1000 - startedSeconds;
    clearInterval(timer);
  }, 20);
  return { seconds: () => found, stop: () => clearInterval(timer) };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('the app has not started');
  return pid;
}
