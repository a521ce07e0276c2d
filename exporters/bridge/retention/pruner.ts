import type { Journal } from '../../journal/index.js';
import { reasonOf } from '../../sink-parts/index.js';
import type { ActiveRuns } from '../metrics/active-runs.js';
import type { SinkLag } from '../metrics/sink-lag.js';
import type { RunReference } from '../sink.js';
import type { SinkRunner } from '../sink-runner.js';
import { hasExpired } from './plan.js';
import { findRunFiles, removeRun } from './run-files.js';

/** A run that somebody wants to go, as it was when that was decided. */
export interface PruneRequest {
  readonly stem: string;
  /** Size of the run file. */
  readonly journalBytes: number;
}

/** What became of it. */
export type PruneOutcome =
  | { readonly stem: string; readonly kind: 'removed' }
  | { readonly stem: string; readonly kind: 'kept'; readonly reason: string };

/** Removes runs from under a running bridge. */
export interface Pruner {
  /**
   * Removes one run, unless anything speaks against it that the bridge knows better than the files: something comes of
   * it, it has changed, a destination is at it or does not have all of it. Never rejects.
   */
  remove(request: PruneRequest): Promise<PruneOutcome>;
}

/** What it needs. */
export interface PrunerOptions {
  readonly runsDir: string;
  readonly journal: Journal;
  readonly sinks: readonly { readonly runner: SinkRunner; readonly lag: SinkLag }[];
  readonly activeRuns: ActiveRuns;
  /** Epoch milliseconds. */
  readonly now?: (() => number) | undefined;
}

class BridgePruner implements Pruner {
  readonly #options: PrunerOptions;
  /** One at a time: the answer for one run must hold until it is gone. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: PrunerOptions) {
    this.#options = options;
  }

  remove(request: PruneRequest): Promise<PruneOutcome> {
    const outcome = this.#last.then(() => this.#remove(request));
    this.#last = outcome;
    return outcome;
  }

  async #remove({ stem, journalBytes }: PruneRequest): Promise<PruneOutcome> {
    const { journal, sinks, runsDir } = this.#options;
    const kept = (reason: string): PruneOutcome => ({ stem, kind: 'kept', reason });
    const run = journal.runs().find((candidate) => candidate.stem === stem);
    if (run === undefined) return kept('the bridge has no such run');
    try {
      const objection = (await this.#needed(run)) ?? this.#objection(run);
      if (objection !== undefined) return kept(objection);
      const files = await findRunFiles(runsDir, stem);
      const removed = await journal.remove(run.runId, journalBytes, async () => {
        for (const { runner, lag } of sinks) {
          lag.forget(run.runId);
          await runner.forget(run);
        }
        await removeRun(runsDir, files);
      });
      return removed ? { stem, kind: 'removed' } : kept('something has just come of it');
    } catch (error) {
      return kept(reasonOf(error));
    }
  }

  /** Why a destination needs it. Claims expire; that is said by whoever planned it. */
  async #needed(run: RunReference): Promise<string | undefined> {
    const { runsDir, sinks, now = Date.now } = this.#options;
    const { changedAt } = await findRunFiles(runsDir, run.stem);
    if (hasExpired(changedAt, now())) return undefined;
    for (const { runner } of sinks) {
      if (!(await runner.hasAll(run))) return `${runner.counts.sink} does not have all of it yet`;
    }
    return undefined;
  }

  #objection({ runId }: RunReference): string | undefined {
    const { activeRuns, sinks } = this.#options;
    if (activeRuns.has(runId)) return 'something came of it in the last 15 minutes';
    const busy = sinks.find(({ runner }) => runner.isBusy(runId));
    return busy && `it is on its way to ${busy.runner.counts.sink}`;
  }
}

/** Makes the pruner of a bridge. */
export function createPruner(options: PrunerOptions): Pruner {
  return new BridgePruner(options);
}
