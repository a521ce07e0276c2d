import type { CommandContext, StopSignal } from '../../cli/command.js';

/** A context whose output is kept and whose signals the test sends. */
export interface TestContext extends CommandContext {
  /** Everything written to standard output so far. */
  stdout(): string;
  /** Everything written to standard error so far. */
  stderr(): string;
  /** Sends a signal. @returns how many listened */
  signal(signal: StopSignal): number;
}

/** Makes a context without terminal and, unless given, with an empty environment. */
export function createTestContext(changes: Partial<CommandContext> = {}): TestContext {
  const written = { out: '', err: '' };
  const listeners = new Set<(signal: StopSignal) => void>();
  return {
    env: {},
    interactive: false,
    terminal: false,
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    onSignal: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stdout: () => written.out,
    stderr: () => written.err,
    signal: (signal) => {
      const all = [...listeners];
      for (const listener of all) listener(signal);
      return all.length;
    },
    ...changes,
  };
}
