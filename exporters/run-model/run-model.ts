import type { JournalEvent } from '../journal/events.js';
import { atOnce, type Steps } from '../steps/index.js';
import { LoggedCounts } from './logged-counts.js';
import { Vocabulary } from './packed/index.js';
import { PerAttempt } from './per-attempt.js';
import { ResourceFacts } from './resource-facts.js';
import { chooseRound, epochsOf, type RoundChoice } from './round-choice.js';
import { RoundEvents } from './round-events.js';
import { RoundFacts, type RoundScopedEvent } from './round-facts.js';
import type { RoundView } from './round-types.js';
import { buildRound } from './round-view.js';
import { isOver } from './run-end.js';
import { attemptOf, RunFacts } from './run-facts.js';
import { RunKnowledge } from './run-knowledge.js';
import { buildRunView } from './run-view.js';
import { ScalarFacts } from './scalar-facts.js';
import type { ResourceView, RunModel, RunView } from './types.js';

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
  readonly #rounds = new Map<number, Map<number, RoundEvents>>();
  /** Events that name no round, by attempt. */
  readonly #roundless = new Map<number, RoundEvents>();
  readonly #vocabulary = new Vocabulary();
  readonly #cache = new Map<number, CachedRound>();
  #runId: string | undefined;
  #view: RunView | undefined;
  /** Events so far. */
  #applied = 0;
  #measured: readonly ResourceView[] | undefined;

  apply(event: JournalEvent): void {
    this.#applied++;
    this.#view = undefined;
    this.#measured = undefined;
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
        this.#bucketOf(event)?.add(event);
    }
  }

  view(): RunView {
    return this.#view ?? atOnce(this.viewSteps());
  }

  *viewSteps(see?: (round: RoundView, upToIt: readonly RoundView[]) => Steps<void>): Steps<RunView> {
    const applied = this.#applied;
    const over = isOver(this.#run, this.#knowledge.together(this.#isShown));
    const epochs = epochsOf(this.#run);
    const rounds: RoundView[] = [];
    for (const number of [...this.#rounds.keys()].sort((a, b) => a - b)) {
      const round = yield* this.#buildRound(number, over, epochs);
      if (round === undefined) continue;
      rounds.push(round);
      if (see !== undefined) yield* see(round, rounds);
    }
    const view = yield* this.#buildView(rounds);
    if (applied === this.#applied) this.#view = view;
    return view;
  }

  get runId(): string {
    return this.#runId ?? '';
  }

  resources(): readonly ResourceView[] {
    this.#measured ??= this.#resources.together(this.#isShown).view();
    return this.#measured;
  }

  readonly #isShown = (attempt: number) => this.#run.isShown(attempt);

  *#buildView(rounds: readonly RoundView[]): Steps<RunView> {
    const isShown = this.#isShown;
    const knowledge = this.#knowledge.together(isShown);
    return yield* buildRunView({
      runId: this.runId,
      run: this.#run,
      knowledge,
      rounds,
      roundless: yield* this.#roundlessFacts(isShown),
      scalars: this.#scalars.together(isShown).view(),
      logged: this.#logged.together(isShown).view(),
      resources: this.resources(),
    });
  }

  /** Where an event belongs. Event types of a later version belong nowhere. */
  #bucketOf(event: RoundScopedEvent): RoundEvents | undefined {
    if (!ROUND_SCOPED.has(event.event_type)) return undefined;
    let buckets = this.#roundless;
    if (typeof event.round === 'number') {
      buckets = this.#rounds.get(event.round) ?? new Map();
      this.#rounds.set(event.round, buckets);
    }
    const attempt = attemptOf(event);
    let bucket = buckets.get(attempt);
    if (bucket === undefined) {
      bucket = new RoundEvents(this.#vocabulary);
      buckets.set(attempt, bucket);
    }
    return bucket;
  }

  *#roundlessFacts(isShown: (attempt: number) => boolean): Steps<RoundFacts> {
    const all = new RoundFacts();
    for (const [attempt, events] of this.#roundless) {
      if (isShown(attempt)) yield* all.include(yield* events.snapshot()());
    }
    return all;
  }

  /** `undefined` for a round of which nothing is shown. */
  *#buildRound(round: number, over: boolean, epochs: readonly string[]): Steps<RoundView | undefined> {
    const all = this.#rounds.get(round) ?? new Map<number, RoundEvents>();
    const shown = [...all].filter(([attempt]) => this.#isShown(attempt));
    if (shown.length === 0) return undefined;
    const versions = shown.map(([attempt, { version }]) => `${attempt}:${version}`);
    const stamp = `${versions.join()}|${over}|${epochs.join()}`;
    const cached = this.#cache.get(round);
    if (cached?.stamp === stamp) return cached.view;
    const snapshots = shown.map(([attempt, events]) => [attempt, events.snapshot()] as const);
    const choose = function* (): Steps<RoundChoice> {
      const buckets = new Map<number, RoundFacts>();
      for (const [attempt, facts] of snapshots) buckets.set(attempt, yield* facts());
      return yield* chooseRound(buckets, epochs);
    };
    const view = yield* buildRound({ round, choose, over });
    this.#cache.set(round, { stamp, view });
    return view;
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
 * It is pure and takes events in any order and any number of times. Memory: the packed events of rounds, about half of what
 * they take in the journal's file, and the results of every round. Nothing is kept of scalars but count and last value.
 */
export function createRunModel(): RunModel {
  return new JournalRunModel();
}
