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

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
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
