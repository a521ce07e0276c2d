import type { SequencedEvent, SinkResult } from '../../bridge/sink.js';

/** One run's way to W&B. Calls come one after the other. */
export interface RunChannel {
  /** When the run last had data, milliseconds by `performance.now`. */
  readonly lastUsed: number;
  /** Nothing is on its way, and nothing is owed: the run can be let go and read again if need be. */
  readonly isIdle: boolean;
  /** Takes events; those that were taken before are passed over. */
  apply(events: readonly SequencedEvent[]): Promise<SinkResult>;
  /** Brings everything, and completes the run if its end has come. */
  flush(closing: boolean): Promise<SinkResult>;
  /** Stops. */
  close(): Promise<void>;
}

/** What a run's end announces is waited for so long. */
const GRACE_MILLIS = 10 * 60 * 1000;

/** Waits for what a run's end has announced. */
export class Grace {
  #since: number | undefined;

  /** Says after each batch whether the run has ended. */
  see(hasEnded: boolean): void {
    this.#since = hasEnded ? (this.#since ?? performance.now()) : undefined;
  }

  /** It has been waited long enough. */
  get isOver(): boolean {
    return this.#since !== undefined && performance.now() - this.#since >= GRACE_MILLIS;
  }

  /** What to say while it is not over. */
  wait(runId: string): SinkResult {
    const leftMillis = Math.max(1000, (this.#since ?? performance.now()) + GRACE_MILLIS - performance.now());
    const reason = `run ${JSON.stringify(runId)} has ended before all of its data are here`;
    return { kind: 'retry', reason, afterSeconds: leftMillis / 1000, expected: true };
  }
}
