import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { AnswerMessage, CommandMessage, Commands } from './serve-commands.js';

/** How an app is started. Variables of OpenTelemetry and fedotel are not inherited. */
export interface AppOptions {
  readonly args?: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** An app in a process of its own, which does what the test tells it (`serveCommands`). */
export interface AppProcess<C extends Commands> {
  readonly pid: number;
  /** Runs a command there. @throws Error with the app's standard error when it throws, or ends meanwhile */
  call<K extends keyof C & string>(name: K, ...args: Parameters<C[K]>): Promise<Awaited<ReturnType<C[K]>>>;
  /** Its standard error so far. */
  errors(): string;
  /** Lets it end by itself, as an app does that has nothing left to do. @returns the exit code */
  end(): Promise<number | null>;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
}

/** The apps of one test. */
export interface AppProcesses {
  /** Starts a compiled script. */
  start<C extends Commands>(script: URL, options?: AppOptions): AppProcess<C>;
  /** Kills those that still run; for `afterEach`. */
  killAll(): Promise<void>;
}

/** Makes a group without apps. */
export function createAppProcesses(): AppProcesses {
  const children = new Set<ChildProcess>();
  return {
    start<C extends Commands>(script: URL, options: AppOptions = {}): AppProcess<C> {
      const child = spawn(process.execPath, [fileURLToPath(script), ...(options.args ?? [])], {
        cwd: options.cwd,
        env: { ...cleanEnvironment(), ...options.env },
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      });
      children.add(child);
      return new IpcApp(child);
    },
    async killAll() {
      await Promise.all([...children].map(killed));
      children.clear();
    },
  };
}

/** The environment without what would configure telemetry. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(OTEL|FEDOTEL)_/.test(name)));
}

class IpcApp<C extends Commands> implements AppProcess<C> {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #errors = '';
  #calls = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.pid = child.pid ?? 0;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text;
    });
    child.on('message', (message: AnswerMessage) => {
      const caller = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.kind === 'result') caller?.resolve(message.value);
      else caller?.reject(new Error(`${message.text}\n${this.#errors}`));
    });
    child.on('exit', (code, signal) => {
      for (const { reject } of this.#waiting.values()) {
        reject(new Error(`the app ended with ${signal ?? code}\n${this.#errors}`));
      }
    });
  }

  call<K extends keyof C & string>(name: K, ...args: Parameters<C[K]>): Promise<Awaited<ReturnType<C[K]>>> {
    this.#calls += 1;
    const message: CommandMessage = { id: this.#calls, name, args };
    return new Promise((resolve, reject) => {
      // The value is what the command returned, after JSON.
      this.#waiting.set(message.id, { resolve: resolve as (value: unknown) => void, reject });
      this.#child.send(message, (error) => {
        if (error !== null) reject(error);
      });
    });
  }

  errors(): string {
    return this.#errors;
  }

  async end(): Promise<number | null> {
    const { stderr } = this.#child;
    // Not `close`: that never comes where this side has closed the channel.
    const ended = Promise.all([once(this.#child, 'exit'), stderr === null ? undefined : once(stderr, 'close')]);
    this.#child.disconnect();
    const [[code]] = await ended;
    return code as number | null;
  }

  kill(): Promise<void> {
    return killed(this.#child);
  }
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
