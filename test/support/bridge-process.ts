import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../cli/main.js', import.meta.url));

/** A `fedotel bridge` in a process of its own, which can be killed and started again on the same folder and port. */
export interface BridgeProcess {
  readonly url: string;
  readonly pid: number;
  /** What it wrote to standard error so far. */
  readonly errors: () => string;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** SIGTERM, and waits until it is gone. @returns the exit code */
  stop(): Promise<number | null>;
}

/**
 * Ports that no system gives to a program that asks for any one, nor to an outgoing connection, and that `fetch` and
 * browsers ask: they refuse 10080 (https://fetch.spec.whatwg.org/#port-blocking).
 */
const FIRST_PORT = 10_100;
const PORTS = 20_000;

/** Those that this process has given out: each of them may be about to be used, or be used again after a restart. */
const given = new Set<number>();

/**
 * A port that is free, and that nobody gets by chance before it is used: only who asks for this very one.
 *
 * @throws Error when nearly all of them have been given out
 */
export async function freePort(): Promise<number> {
  while (given.size < PORTS / 2) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    if (given.has(port)) continue;
    given.add(port);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
  throw new Error(`expected to need fewer than ${PORTS / 2} ports in one process`);
}

/**
 * Starts a bridge and waits until it says that it listens.
 *
 * @param through a command that becomes the one which is given to it as further arguments, such as a limit set before
 * @throws Error with its standard error when it ends instead
 */
export function startBridgeProcess(
  runsDir: string,
  port: number,
  args: readonly string[] = [],
  through: readonly string[] = [],
): Promise<BridgeProcess> {
  const words = [MAIN, 'bridge', '--json', '--runs-dir', runsDir, '--listen', `127.0.0.1:${port}`, ...args];
  const [command = process.execPath, ...all] = [...through, process.execPath, ...words];
  const child = spawn(command, all, { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    // `close`, not `exit`: its last words have been read then, and the port is free.
    child.once('close', (code) => reject(new Error(`the bridge ended with code ${code}: ${errors}`)));
    child.stdout.once('data', (chunk: Buffer) => {
      child.removeAllListeners('close');
      // Nobody reads what else it says; without that the pipe would not come to its end.
      child.stdout.resume();
      const { url } = JSON.parse(chunk.toString()) as { url: string };
      const closed = new Promise<number | null>((ended) => child.once('close', ended));
      resolve({
        url,
        pid: child.pid ?? 0,
        errors: () => errors,
        kill: async () => {
          await endOf(child, closed, 'SIGKILL');
        },
        stop: () => endOf(child, closed, 'SIGTERM'),
      });
    });
  });
}

function endOf(child: ChildProcess, closed: Promise<number | null>, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  return closed;
}
