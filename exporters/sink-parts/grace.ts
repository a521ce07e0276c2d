import type { SinkResult } from '../bridge/sink.js';

/** What a run's end announces is waited for so long. */
const GRACE_MILLIS = 10 * 60 * 1000;
/** Between two looks there is at least so much time. */
const MIN_WAIT_MILLIS = 1000;

/** Waits for what a run's end has announced. */
export class Grace {
  #since: number | undefined;

  /** Says after each batch whether the run has ended and has not been taken up again. */
  see(hasEnded: boolean): void {
    this.#since = hasEnded ? (this.#since ?? performance.now()) : undefined;
  }

  /** It has been waited long enough. */
  get isOver(): boolean {
    return this.#since !== undefined && performance.now() - this.#since >= GRACE_MILLIS;
  }

  /** What a flush answers while it is not over. */
  wait(runId: string): SinkResult {
    const leftMillis = Math.max(MIN_WAIT_MILLIS, (this.#since ?? performance.now()) + GRACE_MILLIS - performance.now());
    const reason = `run ${JSON.stringify(runId)} has ended before all of its data are here`;
    return { kind: 'retry', reason, afterSeconds: leftMillis / 1000, expected: true };
  }
}
