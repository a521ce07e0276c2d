/**
 * Why MLflow will not take a request, however often it is sent.
 *
 * - `invalid`: something in it is malformed (400), or was found so before it was sent; see `refused`
 * - `nan_alone`: a server before 3.16 loses a batch with a NaN that it has already; send each NaN in a request of its own
 * - `param_conflict`: the run has the param with another value; the whole request was dropped
 * - `unreadable`: answered twice with an HTML 500 while other requests work: the server cannot digest this one
 * - `exists`: an experiment of this name is there already, perhaps deleted
 * - `not_found`: no such experiment, run, metric or file
 * - `experiment_deleted`, `run_deleted`: deleted in the page while we write
 * - `too_large`: over a limit of the server or of a proxy before it (413)
 * - `artifacts_elsewhere`: the run's artifacts are at a place that only MLflow's own client can write to (S3, a disk)
 * - `file`: the file to upload cannot be read
 * - `unauthorized`, `forbidden`: wrong or missing password or token; a user who may not write
 * - `host_refused`: the server does not answer to the name that it was called by (`--allowed-hosts`)
 * - `workspace_refused`: the server has no workspaces, or not this one
 * - `certificate`: the server's certificate is not trusted, or it does not trust ours
 * - `not_mlflow`: what answers there is no MLflow tracking server
 */
export type MlflowRefusal =
  | 'invalid'
  | 'nan_alone'
  | 'param_conflict'
  | 'unreadable'
  | 'exists'
  | 'not_found'
  | 'experiment_deleted'
  | 'run_deleted'
  | 'too_large'
  | 'artifacts_elsewhere'
  | 'file'
  | 'unauthorized'
  | 'forbidden'
  | 'host_refused'
  | 'workspace_refused'
  | 'certificate'
  | 'not_mlflow';

/**
 * What a refusal is about. `request`: this request alone; others of the run go through. `run`: all that belongs to the
 * run (or to its experiment). `server`: everything, until somebody changes the server or the settings.
 */
export type MlflowRefusalScope = 'request' | 'run' | 'server';

/** An item of a request that was found malformed before it was sent. */
export interface MlflowRefusedItem {
  /** Place in the array that was given. */
  readonly index: number;
  readonly reason: string;
}

/** It was carried out. */
export interface MlflowOk<T> {
  readonly kind: 'ok';
  readonly value: T;
}

/** It was not carried out, or (`unsure`) nobody knows; try again. */
export interface MlflowRetry {
  readonly kind: 'retry';
  /** One line for the operator, without credentials. */
  readonly reason: string;
  /** At the soonest, as the server asked (`Retry-After`); at most an hour. */
  readonly afterSeconds?: number;
  /** The request may have been carried out: the answer was lost. Look before you send it again. */
  readonly unsure: boolean;
}

/** It will never be carried out as it is. Nothing of it was. */
export interface MlflowReject {
  readonly kind: 'reject';
  /** One line for the operator, without credentials, with advice where there is any. */
  readonly reason: string;
  readonly code: MlflowRefusal;
  readonly scope: MlflowRefusalScope;
  /** For `invalid` and `nan_alone` found on our side: the culprits; the others are fine without them. */
  readonly refused?: readonly MlflowRefusedItem[];
}

/** Outcome of a request. */
export type MlflowResult<T> = MlflowOk<T> | MlflowRetry | MlflowReject;

/** One point of a metric. */
export interface MlflowMetric {
  /** At most 250 characters of those that `keyProblem` lets through. */
  readonly key: string;
  /** NaN and infinities are fine. Read back, an infinity is ±1.797e308 (the largest double) on SQL stores. */
  readonly value: number;
  /** A safe integer. */
  readonly step: number;
  /** Epoch milliseconds, an integer from 0. */
  readonly timestamp: number;
}

/** A param or tag. */
export interface MlflowEntry {
  readonly key: string;
  /** The server cuts params to 6,000 and tags to 8,000 characters, silently. */
  readonly value: string;
}

/** Contents of one `log-batch` request. Kinds are never mixed: the server stores them in transactions of their own. */
export type MlflowBatch =
  /** Up to 1,000. One transaction: all or nothing. */
  | { readonly metrics: readonly MlflowMetric[] }
  /** Up to 100, keys distinct. */
  | { readonly params: readonly MlflowEntry[] }
  /** Up to 100. A tag that is there is replaced. */
  | { readonly tags: readonly MlflowEntry[] };

export interface MlflowExperiment {
  readonly experimentId: string;
  readonly name: string;
  /** Deleted experiments are found too; nothing can be written to them. */
  readonly deleted: boolean;
  readonly artifactLocation: string;
}

/** States that a run can have in MLflow. */
export type MlflowRunStatus = 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED';

export interface MlflowRun {
  readonly runId: string;
  readonly experimentId: string;
  readonly name: string;
  /** One of {@link MlflowRunStatus}, unless a later server knows more. */
  readonly status: string;
  /** Epoch milliseconds. */
  readonly startTime: number | undefined;
  /** Epoch milliseconds. */
  readonly endTime: number | undefined;
  readonly deleted: boolean;
  /** Decides how artifacts are uploaded; fixed when the experiment was created. */
  readonly artifactUri: string;
  /** The latest point of every metric. */
  readonly metrics: readonly MlflowMetric[];
  readonly params: readonly MlflowEntry[];
  readonly tags: readonly MlflowEntry[];
}

/** A page of a list. */
export interface MlflowPage<T> {
  readonly items: readonly T[];
  /** `undefined` on the last page. */
  readonly nextPageToken: string | undefined;
}

export interface MlflowRunSearch {
  /** At least one. */
  readonly experimentIds: readonly string[];
  /** For instance what `tagFilter` makes. */
  readonly filter?: string;
  /** For instance ``metrics.`round/best` DESC``. */
  readonly orderBy?: readonly string[];
  /** 1 to 50,000; default 1,000. */
  readonly maxResults?: number;
  readonly pageToken?: string;
}

/** A file, or a text that is short enough to be in memory. */
export type MlflowUpload = { readonly file: string } | { readonly text: string };

export interface MlflowArtifact {
  /** Relative to the run's artifacts, with `/`. */
  readonly path: string;
  readonly isDirectory: boolean;
  /** `undefined` for folders, and for empty files. */
  readonly sizeBytes: number | undefined;
}

/**
 * MLflow's tracking server over REST. Every method makes one request (where it says so, one to look as well), waits at
 * most `timeoutSeconds` for it and never throws: failures are results. Nothing is retried inside, except that a
 * kept connection which the server had closed already is replaced by a new one.
 */
export interface MlflowApi {
  /** `http(s)://host:port/prefix` for messages and links; without credentials. */
  readonly trackingUri: string;
  /** The server's version, `3.17.2` for instance. */
  version(): Promise<MlflowResult<string>>;
  /** Whether the server is up, and takes our password: reads the list of experiments too. */
  check(): Promise<MlflowResult<{ readonly version: string }>>;
  /** Whether NaN may be in a batch with others: asks for the version once. */
  takesNanInBatches(): Promise<MlflowResult<boolean>>;
  /** `not_found` when there is none. */
  getExperimentByName(name: string): Promise<MlflowResult<MlflowExperiment>>;
  /** Experiments that are not deleted, up to 1,000 on a page. */
  listExperiments(page?: { readonly pageToken?: string }): Promise<MlflowResult<MlflowPage<MlflowExperiment>>>;
  /** @returns id of the new experiment; `exists` when the name is taken, also by a deleted one */
  createExperiment(name: string): Promise<MlflowResult<string>>;
  /**
   * Not idempotent: when `unsure`, search by a tag before the next try.
   * @param options.startTime epoch milliseconds
   */
  createRun(options: {
    readonly experimentId: string;
    readonly name: string;
    readonly startTime: number;
    readonly tags: readonly MlflowEntry[];
  }): Promise<MlflowResult<MlflowRun>>;
  /** Deleted runs are found too. */
  getRun(runId: string): Promise<MlflowResult<MlflowRun>>;
  /**
   * @param change.endTime epoch milliseconds; a run that goes on keeps its old one
   */
  updateRun(
    runId: string,
    change: { readonly status?: MlflowRunStatus; readonly endTime?: number; readonly name?: string },
  ): Promise<MlflowResult<undefined>>;
  searchRuns(search: MlflowRunSearch): Promise<MlflowResult<MlflowPage<MlflowRun>>>;
  /** Sends one batch. An empty one is `ok` without a request. */
  logBatch(runId: string, batch: MlflowBatch): Promise<MlflowResult<undefined>>;
  setTag(runId: string, key: string, value: string): Promise<MlflowResult<undefined>>;
  /**
   * Points of one metric, ascending by time stamp, step and value. A metric that nobody logged has none.
   * @param page.maxResults 1 to 25,000; default 25,000
   */
  getMetricHistory(
    runId: string,
    key: string,
    page?: { readonly maxResults?: number; readonly pageToken?: string },
  ): Promise<MlflowResult<MlflowPage<MlflowMetric>>>;
  /**
   * Writes a file below the run's artifacts; one of the same name is replaced. Goes through the server's artifact proxy
   * as the run's `artifactUri` says, else, up to 10 MB, by `upload-artifact`.
   *
   * @param path relative name with `/`, for instance `checkpoints/round-3.bin`
   */
  uploadArtifact(
    run: Pick<MlflowRun, 'runId' | 'artifactUri'>,
    path: string,
    content: MlflowUpload,
  ): Promise<MlflowResult<undefined>>;
  /** Files and folders directly below `folder` (default: the run's artifacts), the first 10,000. */
  listArtifacts(runId: string, folder?: string): Promise<MlflowResult<readonly MlflowArtifact[]>>;
  /** Closes the connections. A request that is under way ends as `retry`. */
  close(): void;
}
