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

/** Ports that no system gives to a program that asks for any one, nor to an outgoing connection. */
const FIRST_PORT = 10_000;
const PORTS = 20_000;

/** A port that is free, and that nobody gets by chance before it is used: only who asks for this very one. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
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
    child.once('exit', (code) => reject(new Error(`the bridge ended with code ${code}: ${errors}`)));
    child.stdout.once('data', (chunk: Buffer) => {
      child.removeAllListeners('exit');
      const { url } = JSON.parse(chunk.toString()) as { url: string };
      resolve({
        url,
        pid: child.pid ?? 0,
        errors: () => errors,
        kill: async () => {
          await endOf(child, 'SIGKILL');
        },
        stop: () => endOf(child, 'SIGTERM'),
      });
    });
  });
}

function endOf(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve(child.exitCode);
      return;
    }
    child.once('exit', (code) => resolve(code));
    child.kill(signal);
  });
}
