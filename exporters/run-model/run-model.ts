import type { JournalEvent } from '../journal/events.js';
import { LoggedCounts } from './logged-counts.js';
import { PerAttempt } from './per-attempt.js';
import { ResourceFacts } from './resource-facts.js';
import { chooseRound, epochsOf } from './round-choice.js';
import { RoundFacts, type RoundScopedEvent } from './round-facts.js';
import type { RoundView } from './round-types.js';
import { buildRound } from './round-view.js';
import { isOver } from './run-end.js';
import { attemptOf, RunFacts } from './run-facts.js';
import { RunKnowledge } from './run-knowledge.js';
import { buildRunView } from './run-view.js';
import { ScalarFacts } from './scalar-facts.js';
import type { RunModel, RunView } from './types.js';

/** A built round and what it was built from. */
interface CachedRound {
  readonly stamp: string;
  readonly view: RoundView;
}

class JournalRunModel implements RunModel {
  readonly #run = new RunFacts();
  readonly #knowledge = new PerAttempt(() => new RunKnowledge());
  readonly #scalars = new PerAttempt(() => new ScalarFacts());
  readonly #logged = new PerAttempt(() => new LoggedCounts());
  readonly #resources = new PerAttempt(() => new ResourceFacts());
  /** Round number, then attempt. */
  readonly #rounds = new Map<number, Map<number, RoundFacts>>();
  readonly #roundless = new PerAttempt(() => new RoundFacts());
  readonly #cache = new Map<number, CachedRound>();
  #runId: string | undefined;
  #view: RunView | undefined;

  apply(event: JournalEvent): void {
    this.#view = undefined;
    this.#runId ??= event.run_id;
    this.#run.see(event);
    const attempt = attemptOf(event);
    switch (event.event_type) {
      case 'init':
      case 'run_update':
        this.#run.start(event);
        this.#knowledge.of(attempt).describe(event);
        break;
      case 'server_metadata':
        this.#knowledge.of(attempt).setServer(event);
        break;
      case 'finished':
        this.#knowledge.of(attempt).finish(event);
        break;
      case 'artifact':
        this.#knowledge.of(attempt).addArtifact(event);
        break;
      case 'scalar':
        this.#scalars.of(attempt).add(event);
        break;
      case 'histogram':
      case 'text':
        this.#logged.of(attempt).add(event);
        break;
      case 'resource_sample':
        this.#resources.of(attempt).add(event);
        break;
      default:
        this.#bucketOf(event)?.apply(event);
    }
  }

  view(): RunView {
    this.#view ??= this.#buildView();
    return this.#view;
  }

  #buildView(): RunView {
    const isShown = (attempt: number) => this.#run.isShown(attempt);
    const knowledge = this.#knowledge.together(isShown);
    return buildRunView({
      runId: this.#runId ?? '',
      run: this.#run,
      knowledge,
      rounds: this.#buildRounds(isOver(this.#run, knowledge)),
      roundless: this.#roundless.together(isShown),
      scalars: this.#scalars.together(isShown).view(),
      logged: this.#logged.together(isShown).view(),
      resources: this.#resources.together(isShown).view(),
    });
  }

  /** The facts that an event belongs to. Event types of a later version have none. */
  #bucketOf(event: RoundScopedEvent): RoundFacts | undefined {
    if (!ROUND_SCOPED.has(event.event_type)) return undefined;
    if (typeof event.round !== 'number') return this.#roundless.of(attemptOf(event));
    let buckets = this.#rounds.get(event.round);
    if (buckets === undefined) {
      buckets = new Map();
      this.#rounds.set(event.round, buckets);
    }
    const attempt = attemptOf(event);
    let facts = buckets.get(attempt);
    if (facts === undefined) {
      facts = new RoundFacts();
      buckets.set(attempt, facts);
    }
    return facts;
  }

  #buildRounds(over: boolean): RoundView[] {
    const epochs = epochsOf(this.#run);
    const numbers = [...this.#rounds.keys()].sort((a, b) => a - b);
    return numbers.flatMap((round) => {
      const all = this.#rounds.get(round) ?? new Map<number, RoundFacts>();
      const buckets = new Map([...all].filter(([attempt]) => this.#run.isShown(attempt)));
      if (buckets.size === 0) return [];
      const versions = [...buckets].map(([attempt, { version }]) => `${attempt}:${version}`);
      const stamp = `${versions.join()}|${over}|${epochs.join()}`;
      const cached = this.#cache.get(round);
      if (cached?.stamp === stamp) return cached.view;
      const { facts, attempt, outdated } = chooseRound(buckets, epochs);
      const view = buildRound(facts, { round, attempt, abandoned: over || outdated });
      this.#cache.set(round, { stamp, view });
      return view;
    });
  }
}

const ROUND_SCOPED: ReadonlySet<string> = new Set<RoundScopedEvent['event_type']>([
  'round_start',
  'client_update',
  'round_end',
  'client_dropout',
  'comm_failure',
  'checkpoint',
  'task',
  'evaluation',
]);

/**
 * Creates the reader of one run's journal.
 *
 * It is pure and takes events in any order and any number of times. Memory: the parsed events of the run, each once,
 * less what later ones replace (scalars, run fields), plus one view of every round; so about as much as the journal's
 * file is large, times four. Nothing is kept of scalars but count and last value.
 */
export function createRunModel(): RunModel {
  return new JournalRunModel();
}
