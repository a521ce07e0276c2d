/** What is done when the process ends in other ways than by a signal. */
export interface ProcessEndHandlers {
  /** The event loop is empty and nobody has shut telemetry down. May start asynchronous work; called once. */
  idle(): void;
  /** The process is about to die of an error that nobody caught. Must be synchronous. */
  crash(error: unknown): void;
  /** The process ends, by `process.exit()` or because nothing is left to do. Must be synchronous; called once. */
  exit(): void;
}

/** Installs the handlers without changing how the process ends. @returns removes them */
export function onProcessEnd({ idle, crash, exit }: ProcessEndHandlers): () => void {
  const monitor = (error: unknown) => {
    // An app that catches such errors itself goes on living.
    if (process.listenerCount('uncaughtException') === 0) {
      crash(error);
    }
  };
  process.once('beforeExit', idle);
  process.on('uncaughtExceptionMonitor', monitor);
  process.once('exit', exit);
  return () => {
    process.removeListener('beforeExit', idle);
    process.removeListener('uncaughtExceptionMonitor', monitor);
    process.removeListener('exit', exit);
  };
}
