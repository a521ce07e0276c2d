import { type ChildProcess, spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { signalChild } from '../worker/signal-child.js';

/** A program that runs on and writes a line whenever it has measured. */
export interface LineProgram {
  close(): void;
}

/** What happens with it. */
export interface LineProgramEvents {
  readonly onLine: (line: string) => void;
  /** It cannot be used, or not any more. @param installed false when there is no such program */
  readonly onEnd: (reason: string, installed: boolean) => void;
}

/** Longest line, and longest beginning of one; what is longer is no line of a program that is known here. */
const MAX_LINE = 16_384;
/** How often in a row a program is started again that ends without a line. */
const MAX_RESTARTS = 3;
/** Time before a program is started again, milliseconds; doubled each time. */
const RESTART_MILLIS = 1000;

/** Process ids of the programs that run: what they use is not the measured program's, whose child processes they are. */
export const measuringPrograms = new Set<number>();

/** Starts a program, and again when it ends although it has worked. */
export function startLineProgram(command: readonly string[], events: LineProgramEvents): LineProgram {
  return new RestartedProgram(command, events);
}

class RestartedProgram implements LineProgram {
  readonly #command: readonly string[];
  readonly #events: LineProgramEvents;
  #child: ChildProcess | undefined;
  #running = false;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #everWorked = false;
  /** Ends without a line since the last one. */
  #failures = 0;

  constructor(command: readonly string[], events: LineProgramEvents) {
    this.#command = command;
    this.#events = events;
    this.#start();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    if (this.#child !== undefined) signalChild(this.#child, 'SIGTERM');
  }

  #start(): void {
    const [program = '', ...words] = this.#command;
    this.#running = true;
    let child: ChildProcess;
    try {
      child = spawn(program, words, { stdio: ['ignore', 'pipe', 'ignore'] });
    } catch (error) {
      // Most reasons come as an event, some are thrown: no memory for another process, for one. All are told later.
      setImmediate(() => this.#ended(reasonOf(error)));
      return;
    }
    this.#child = child;
    const { pid } = child;
    if (pid !== undefined) measuringPrograms.add(pid);
    child.once('close', () => pid !== undefined && measuringPrograms.delete(pid));
    // Neither the program nor its output keeps whoever measures alive.
    child.unref();
    (child.stdout as { unref?: () => void } | null)?.unref?.();
    child.once('error', (error) => this.#ended(reasonOf(error)));
    // Of the two the first counts: a program that could not be started has an error and then closes.
    child.once('close', (code, signal) => this.#ended(signal ?? `exit code ${code}`));
    child.stdout?.on(
      'data',
      createLineSplitter((line) => this.#take(line)),
    );
  }

  #take(line: string): void {
    if (this.#closed) return;
    this.#everWorked = true;
    this.#failures = 0;
    this.#events.onLine(line);
  }

  #ended(reason: string): void {
    if (this.#closed || !this.#running) return;
    this.#running = false;
    this.#child = undefined;
    const [program = ''] = this.#command;
    // What has never written a line is missing or not for this machine; what has, may have been killed or updated.
    if (!this.#everWorked || this.#failures >= MAX_RESTARTS) {
      this.#closed = true;
      const installed = reason !== 'ENOENT';
      this.#events.onEnd(installed ? `${program} ended (${reason})` : `${program} is not installed`, installed);
      return;
    }
    this.#timer = setTimeout(() => this.#start(), RESTART_MILLIS * 2 ** this.#failures);
    this.#timer.unref();
    this.#failures += 1;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

/** Cuts what comes into lines, wherever the pieces were cut. */
export function createLineSplitter(onLine: (line: string) => void): (piece: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return (piece) => {
    const lines = (rest + decoder.write(piece)).split(/\r?\n/);
    rest = lines.pop() ?? '';
    // The end of such a line comes as one of its own, which no reader of lines takes for a measurement.
    if (rest.length > MAX_LINE) rest = '';
    for (const line of lines) if (line !== '' && line.length <= MAX_LINE) onLine(line);
  };
}
