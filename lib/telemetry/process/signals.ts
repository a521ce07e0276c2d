/** Signals by which an operator or a scheduler ends a process. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Saves telemetry when the process is told to end. The app's own listeners have precedence: where there are any at the
 * moment of the signal, nothing is done.
 *
 * @param save called once; the signal is raised again, with its default effect, when the promise is settled
 * @returns removes the listeners
 */
export function onTermination(save: (signal: NodeJS.Signals) => Promise<unknown>): () => void {
  let saving = false;
  const raise = (signal: NodeJS.Signals) => {
    remove();
    process.kill(process.pid, signal);
  };
  const listener = (signal: NodeJS.Signals) => {
    if (process.listenerCount(signal) > 1) {
      return;
    }
    // Who asks a second time does not want to wait.
    if (saving) {
      raise(signal);
      return;
    }
    saving = true;
    const done = () => raise(signal);
    save(signal).then(done, done);
  };
  const remove = () => {
    for (const signal of SIGNALS) {
      process.removeListener(signal, listener);
    }
  };
  for (const signal of SIGNALS) {
    process.on(signal, listener);
  }
  return remove;
}
