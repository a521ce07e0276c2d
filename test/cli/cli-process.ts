import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../cli/main.js', import.meta.url));

/** How a `fedotel` process ended. */
export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A `fedotel` process. */
export interface CliProcess {
  readonly child: ChildProcess;
  /** Resolves when its standard output or error, as far as it has come, matches; rejects when it ends before. */
  seen(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<CliResult>;
}

/** Settings of {@link startCli}. */
export interface CliSettings {
  readonly cwd?: string;
  /** Added to an environment without variables that would lead the command elsewhere. */
  readonly env?: Readonly<Record<string, string>>;
  /** Options of node itself. */
  readonly nodeOptions?: readonly string[];
}

/** Starts the real command in a process of its own. */
export function startCli(words: readonly string[], { cwd, env, nodeOptions = [] }: CliSettings = {}): CliProcess {
  const clean = Object.entries(process.env).filter(([name]) => !/^(OTEL|FEDOTEL)_/.test(name));
  const child = spawn(process.execPath, [...nodeOptions, MAIN, ...words], {
    cwd,
    env: { ...Object.fromEntries(clean), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      for (const look of waiting) look();
    });
  }
  const ended = new Promise<CliResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...output }));
  });
  const seen = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(output.stdout) ?? pattern.exec(output.stderr);
        if (match !== null) resolve(match);
      };
      waiting.add(look);
      look();
      ended.then(() => reject(new Error(`ended before ${pattern}: ${output.stdout}${output.stderr}`)), reject);
    });
  return { child, seen, ended };
}

/** Runs the real command to its end. */
export function runCli(words: readonly string[], settings?: CliSettings): Promise<CliResult> {
  return startCli(words, settings).ended;
}
