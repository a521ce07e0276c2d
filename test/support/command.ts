import { spawn } from 'node:child_process';

/** How a command is run; everything unset is inherited from this process. */
export interface CommandOptions {
  readonly cwd?: string | undefined;
  /** Added to the environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** The command and what it started are killed after this long, and it counts as failed. Default: 240 s. */
  readonly timeoutSeconds?: number | undefined;
}

/** What a command that exited with 0 printed. */
export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** Characters of the output that an error shows: enough for a stack trace. */
const SHOWN = 4000;

/**
 * Runs a command to its end without a shell and without standard input.
 *
 * @throws Error with the end of its output when it cannot be started, takes too long or does not exit with 0
 */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandOutput> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that the limit also ends grandchildren: they would hold the pipes open.
    detached: true,
  });
  const limitSeconds = options.timeoutSeconds ?? 240;
  const limit = setTimeout(() => {
    if (child.pid !== undefined) {
      process.kill(-child.pid, 'SIGKILL');
    }
  }, limitSeconds * 1000);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', (error) => {
      clearTimeout(limit);
      reject(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(limit);
      if (code === 0) {
        resolve({ stdout, stderr });
      } else {
        const output = `${stdout}\n${stderr}`.trim().slice(-SHOWN);
        reject(
          new Error(`${command} ${args.join(' ')}: ended with ${signal ?? code} (limit ${limitSeconds} s)\n${output}`),
        );
      }
    });
  });
}
