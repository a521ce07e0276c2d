import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** A real system's process, which dies with the tests, however they end. */
export interface KeptProcess {
  /** Both its streams so far, the end of them. */
  output(): string;
  /** Whether it is gone. */
  ended(): boolean;
  /** SIGKILL to it and what it started, and waits until they are gone. */
  kill(): Promise<void>;
  /** SIGTERM, and waits until it is gone. */
  stop(): Promise<void>;
}

/** How a process is started. */
export interface KeptProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string | undefined;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Asked again and again until it says yes: the process is of use then. */
  ready(): Promise<boolean>;
  /** Longest wait for that. Default: 120 s. */
  readonly startSeconds?: number | undefined;
}

/** Prometheus and the Collector answer within a second; two busy cores need more. */
const START_SECONDS = 120;
/** Characters of the output that are kept. */
const SHOWN = 100_000;

/**
 * Runs the command in the background and kills the whole group, itself included, as soon as the command ends or
 * standard input is closed, which the system does when the tests die.
 */
const KEEPER = '("$@" <&- ; kill -9 0) & cat > /dev/null; kill -9 0';

/**
 * Starts a process and waits until it is ready.
 *
 * @throws Error with the end of its output when it ends or takes too long
 */
export async function startKeptProcess(options: KeptProcessOptions): Promise<KeptProcess> {
  const { command, args, cwd, env, ready, startSeconds = START_SECONDS } = options;
  const child = spawn('sh', ['-c', KEEPER, 'sh', command, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-SHOWN);
    });
  }
  // `close`, not `exit`: all that it printed has been read then; whoever holds a pipe is gone, and its ports are free.
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ended = () => child.exitCode !== null || child.signalCode !== null;
  const signalGroup = (signal: NodeJS.Signals) => {
    if (!ended() && child.pid !== undefined) process.kill(-child.pid, signal);
    return closed;
  };
  // Not the clock of the day, which machines set.
  const until = performance.now() + startSeconds * 1000;
  while (!(await ready().catch(() => false))) {
    if (ended() || performance.now() > until) {
      const how = ended() ? 'ended' : `was not ready in ${startSeconds} s`;
      await signalGroup('SIGKILL');
      throw new Error(`${command} ${how}:\n${output.slice(-5000)}`);
    }
    await delay(50);
  }
  return {
    output: () => output,
    ended,
    kill: () => signalGroup('SIGKILL'),
    stop: () => signalGroup('SIGTERM'),
  };
}
