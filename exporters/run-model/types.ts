import type { CheckpointEvent, EvaluationEvent, JournalEvent, JsonObject, JsonValue } from '../journal/events.js';
import type { Steps } from '../steps/index.js';
import type { RoundView } from './round-types.js';

/** State of a run. `interrupted` is soft: any later datum makes it `running` again. */
export type RunState = 'running' | 'finished' | 'failed' | 'interrupted';

/** What makes one round of a run better than another (`fl.objective.*`). */
export interface Objective {
  /** `accuracy`, `loss`, `train_loss`, or the name of a free metric of the rounds. */
  readonly metric: string;
  readonly goal: 'max' | 'min';
}

/** The best round so far by the run's objective. */
export interface BestRound extends Objective {
  readonly round: number;
  readonly value: number;
}

/** One `startRun` of a run: an app that was started again with the same run id has several. */
export interface AttemptView {
  /** Epoch milliseconds (`fl.run.attempt`); of the log's own `init` where a foreign log has no attempts. */
  readonly attempt: number;
  /** ISO 8601 as the log has it, `undefined` while only data of the attempt is there. */
  readonly startedAt: string | undefined;
  /**
   * Its job, `undefined` while nobody said one. Where it is another than {@link RunView.job}, the run id was used again
   * for another job: nothing else of this attempt is in the view.
   */
  readonly job: string | undefined;
}

/** The numbers under one name that the tracking writer logged. */
export interface ScalarSeries {
  readonly name: string;
  /** `undefined` for the server's own. */
  readonly clientId: string | undefined;
  /** Number of distinct steps and times. */
  readonly count: number;
  /** The number with the highest step; the latest in time where steps are equal. */
  readonly last: { readonly step: number; readonly value: number | bigint; readonly timestamp: string | undefined };
  /**
   * Its course in order of steps: of neighbours the newest where there are many, none where there are many series.
   * Times are epoch milliseconds.
   */
  readonly points: readonly {
    readonly step: number;
    readonly value: number | bigint;
    readonly time: number | undefined;
  }[];
}

/** A histogram of the tracking writer at one step, by its quantiles. */
export interface DistributionPoint {
  readonly step: number;
  /** Epoch milliseconds. */
  readonly time: number | undefined;
  readonly min: number;
  readonly p10: number;
  readonly median: number;
  readonly p90: number;
  readonly max: number;
}

/** The histograms under one name. */
export interface DistributionSeries {
  readonly name: string;
  /** `undefined` for the server's own. */
  readonly clientId: string | undefined;
  /** In order of steps; of neighbours the newest where there are many. */
  readonly points: readonly DistributionPoint[];
  /** Bins of the newest, at most 32: rising edges, one more than counts. */
  readonly newest: { readonly edges: readonly number[]; readonly counts: readonly number[] };
}

/** A text of the tracking writer at a step. */
export interface LoggedText {
  readonly name: string;
  /** `undefined` for the server's own. */
  readonly clientId: string | undefined;
  readonly step: number;
  /** Epoch milliseconds. */
  readonly time: number | undefined;
  readonly text: string;
  /** It is longer than what is here. */
  readonly isCut: boolean;
}

/** A file that the run registered. */
export interface ArtifactView {
  readonly name: string;
  readonly path: string;
  readonly type: string | undefined;
  /** The client on whose machine the path is; `undefined` for the server's own. */
  readonly clientId: string | undefined;
  readonly timestamp: string | undefined;
}

/** What one client, or the process that started the run, used in one round, from its resource samples. */
export interface ResourceView {
  /** `undefined` for the process that started the run. */
  readonly clientId: string | undefined;
  /** `undefined` for samples outside of any round. */
  readonly round: number | undefined;
  readonly samples: number;
  /** From the first sample to the last. */
  readonly seconds: number | undefined;
  /** Mean share of all processors that the program used, 0 to 100. */
  readonly cpuPercentage: number | undefined;
  /** Processor time in processors: 1.5 is one and a half. */
  readonly cores: number | undefined;
  /** Highest memory of the program, in megabytes of 10^6 bytes. */
  readonly memoryMegabytes: number | undefined;
  /** Mean over all GPUs, 0 to 100. */
  readonly gpuPercentage: number | undefined;
  /** Highest share of a GPU's memory in use, of all of its GPUs, 0 to 100. */
  readonly gpuMemoryPercentage: number | undefined;
  /** Mean share of all processors of the host that was in use, by whatever program, 0 to 100. */
  readonly hostCpuPercentage: number | undefined;
  /** Highest share of the host's memory in use, by whatever program, 0 to 100: near 100 it is short of memory. */
  readonly hostMemoryPercentage: number | undefined;
  /** Of the whole host, whatever program caused it. */
  readonly receivedMegabytes: number | undefined;
  readonly sentMegabytes: number | undefined;
  /** Of the whole host, where it has a power source. */
  readonly watts: number | undefined;
  readonly joules: number | undefined;
}

/** A saved checkpoint, as the journal has it. */
export type CheckpointView = CheckpointEvent;

/** An evaluation outside the round results, as the journal has it. Clients' own are in {@link ClientView.operations}. */
export type EvaluationView = EvaluationEvent;

/**
 * One update of one client: what one call of `clientUpdate` recorded, merged from the parts that it came in.
 */
export interface UpdateView {
  readonly operation: string;
  /** ISO 8601 as the log has it; part of the update's identity. */
  readonly timestamp: string | undefined;
  /** Fields in the journal's names and units, free ones included; no nulls, no `client_id`, `client_name`, `round`. */
  readonly fields: JsonObject;
  /** Status that the update said (`active` and so on), if it said one. */
  readonly status: string | undefined;
  /** `fl.update.result`: accepted, rejected, stale, late. */
  readonly result: string | undefined;
  /** Whether every part is here: false while the marker or one of the counted points is missing. */
  readonly complete: boolean;
  /** It came after its round had ended. */
  readonly late: boolean;
}

/** A drop-out or a failure of a client. */
export interface ClientMishap {
  readonly clientId: string;
  readonly reason: string;
  readonly operation: string;
  readonly timestamp: string | undefined;
  /** Round that it happened in. */
  readonly round: number;
  /** It was said after the round had ended, so that the round's totals do not have it. */
  readonly late: boolean;
}

/** What one client did under an operation other than `train`. Never participation. */
export interface OperationView {
  /** Latest values, merged over {@link OperationView.updates}. */
  readonly fields: JsonObject;
  readonly updates: readonly UpdateView[];
  readonly dropout: ClientMishap | undefined;
}

/**
 * How a client's part in a round ended. `straggler`: selected, but nothing that counts came before the round's end.
 * `pending`: the round still runs. `undefined` in {@link ClientView.outcome}: it took no part (evaluated only, everything
 * from it came late, or its task goes on after the end of an asynchronous round).
 */
export type ClientOutcome = 'completed' | 'failed' | 'dropped' | 'straggler' | 'pending';

/** One client in one round (or, for updates without a round, in the run). */
export interface ClientView {
  readonly clientId: string;
  readonly name: string | undefined;
  /**
   * Status by the latest thing that happened before the round's end: what an update said (`active` when it said
   * nothing), `dropped`, `failed`. A late update does not undo a drop-out. `undefined` when only a task has started.
   */
  readonly status: string | undefined;
  readonly outcome: ClientOutcome | undefined;
  /** Latest training values, merged over {@link ClientView.updates}; late ones included. */
  readonly fields: JsonObject;
  /** Training updates in order of time. The client counts once however many there are. */
  readonly updates: readonly UpdateView[];
  /** Some update came after the round's end. */
  readonly late: boolean;
  /** The latest of each, also when a later update made up for it. */
  readonly dropout: ClientMishap | undefined;
  readonly failure: ClientMishap | undefined;
  /** By operation name, `train` excluded. */
  readonly operations: { readonly [operation: string]: OperationView };
}

/** A run as its journal tells it. Everything in it is immutable; parts that did not change are the same objects again. */
export interface RunView {
  readonly runId: string;
  /** Newest attempt; `undefined` in logs without attempts. */
  readonly attempt: number | undefined;
  /** Every start of the run, oldest first. */
  readonly attempts: readonly AttemptView[];
  readonly job: string | undefined;
  readonly algorithm: string | undefined;
  readonly config: JsonObject | undefined;
  /** Start of the first attempt of this job, ISO 8601 as the log has it. */
  readonly startedAt: string | undefined;
  /** End of the newest attempt; `undefined` while it runs. */
  readonly finishedAt: string | undefined;
  /** As the journal says. A journal cannot say that nobody writes to it any more: see `runState`. */
  readonly state: RunState;
  /** `error.type` of a failed run. */
  readonly error: string | undefined;
  /** Time stamp of the youngest datum, by the sender's clock. */
  readonly lastDataAt: string | undefined;
  readonly plannedRounds: number | undefined;
  /** `sync`, `semi_sync`, `async`. */
  readonly mode: string | undefined;
  readonly objective: Objective | undefined;
  readonly parentRunId: string | undefined;
  /** Name of the FL framework. */
  readonly system: string | undefined;
  /** `service.instance.id` of the process that started the newest attempt. */
  readonly instance: string | undefined;
  /** Free facts about the server, location included (`lat`, `lng`, `city`, `country`). */
  readonly server: JsonObject | undefined;
  readonly params: JsonObject;
  readonly tags: JsonObject;
  readonly text: JsonObject;
  /** Ascending by number, each of the newest attempt that has it. */
  readonly rounds: readonly RoundView[];
  /** Clients with updates that name no round (HiveWatch's `round: null`). */
  readonly roundless: readonly ClientView[];
  /** Of all rounds shown and outside of them, in order of time. */
  readonly checkpoints: readonly CheckpointView[];
  readonly evaluations: readonly EvaluationView[];
  readonly dropouts: readonly ClientMishap[];
  readonly commFailures: readonly ClientMishap[];
  readonly artifacts: readonly ArtifactView[];
  /** `count`: all numbers logged; `series`: by name, then client. */
  readonly scalars: { readonly count: number; readonly series: readonly ScalarSeries[] };
  /** By round, then client. */
  readonly resources: readonly ResourceView[];
  /** How many histograms and texts were logged by step; the course of the former, the newest of the latter. */
  readonly logged: {
    readonly histograms: number;
    readonly texts: number;
    readonly distributions: readonly DistributionSeries[];
    readonly newestTexts: readonly LoggedText[];
  };
  readonly best: BestRound | undefined;
  /** What the sender says it has emitted in all; compare to see whether everything has come. */
  readonly emitted: { readonly [what: string]: JsonValue } | undefined;
}

/** Builds a run from its journal's events, in any order and however often each comes. */
export interface RunModel {
  /** Takes one event. Costs no more than the event is large. Never throws on an event that a journal reader gave. */
  apply(event: JournalEvent): void;
  /** The run as known now. Only rounds that changed since the last call are built again. */
  view(): RunView;
  /**
   * The same in steps. Each round is as of the moment that it is built at, what is outside of them as of the end; unless events
   * were taken meanwhile, that is what `view` gives then.
   *
   * @param see is shown each round, one after the other, while its single clients are at hand, with those before it and itself
   */
  viewSteps(see?: (round: RoundView, upToIt: readonly RoundView[]) => Steps<void>): Steps<RunView>;
  /** The same as in the view, as are its resources. */
  readonly runId: string;
  resources(): readonly ResourceView[];
}
