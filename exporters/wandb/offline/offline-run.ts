import { join } from 'node:path';
import type { RunTarget } from '../sink/run-writer.js';
import type {
  AlertOutput,
  ArtifactOutput,
  EndOutput,
  MetricOutput,
  RunOutput,
  SummaryOutput,
  WandbOutput,
} from '../types.js';
import { manifestDigest } from './artifact-record.js';
import { directoryName } from './directory-name.js';
import { Draft } from './draft.js';
import { RunLog } from './run-log.js';
import type { TableFile } from './table-file.js';

/** How much of a run stands in directories. */
export interface WrittenLines {
  readonly rows: number;
  readonly samples: number;
  readonly alerts: number;
  /** Digest of the newest version by the artifact's name. */
  readonly artifacts: Readonly<Record<string, string>>;
}

const NOTHING: WrittenLines = { rows: 0, samples: 0, alerts: 0, artifacts: {} };

/** Options of {@link OfflineRun}. */
export interface OfflineRunOptions {
  readonly target: RunTarget;
  /** The folder `wandb`. */
  readonly folder: string;
  /** Name of the directory until it is complete; `wandb sync` must pass over it. */
  readonly draftName: string;
  /** What earlier directories have: it is not written again. `undefined`: there are none. */
  readonly written: WrittenLines | undefined;
  /** Says that a file of an artifact is left out. */
  warn(text: string): void;
}

/** A directory that is whole and has not got its name yet. */
export interface FinishedDraft {
  readonly draftName: string;
  /** Name that it is to get. */
  readonly name: string;
  /** What this and all earlier directories have. */
  readonly written: WrittenLines;
}

interface Opened {
  readonly log: RunLog;
  readonly draft: Draft;
  readonly name: string;
}

/**
 * Writes one run into a new directory. It takes the run's outputs from the first one on, and nothing reaches the disk
 * before there is one that no earlier directory has.
 */
export class OfflineRun {
  readonly #options: OfflineRunOptions;
  readonly #written: WrittenLines;
  readonly #metrics: MetricOutput[] = [];
  readonly #artifacts: ArtifactOutput[] = [];
  #media: TableFile[] = [];
  #run: RunOutput | undefined;
  #summary: SummaryOutput = { kind: 'summary', values: {} };
  #end: EndOutput | undefined;
  #opened: Opened | undefined;
  /** The write that is under way, or the last one. */
  #writing: Promise<void> = Promise.resolve();
  #rows = 0;
  #samples = 0;
  #alerts = 0;

  constructor(options: OfflineRunOptions) {
    this.#options = options;
    this.#written = options.written ?? NOTHING;
  }

  /** Takes the next output into memory. */
  take(output: WandbOutput): void {
    switch (output.kind) {
      case 'run':
        this.#run = output;
        this.#opened?.log.run(output);
        break;
      case 'metric':
        this.#metrics.push(output);
        this.#opened?.log.metric(output);
        break;
      case 'history':
        if (this.#rows++ >= this.#written.rows) this.#open(output.timeMillis).log.row(output);
        break;
      case 'table':
        if (this.#rows++ >= this.#written.rows) this.#media.push(this.#open(output.timeMillis).log.table(output));
        break;
      case 'stats':
        if (this.#samples++ >= this.#written.samples) this.#open(output.timeMillis).log.stats(output);
        break;
      case 'alert':
        this.#alert(output);
        break;
      case 'artifact':
        this.#artifacts.push(output);
        break;
      case 'summary':
        this.#summary = output;
        break;
      case 'end':
        this.#end = output;
        break;
    }
  }

  /**
   * Sees to it that what has gathered is written. It is on its way when this ends: the rows that come next are encoded
   * meanwhile, so that up to twice as much is in memory.
   *
   * @param most bytes that may go on gathering
   * @throws Error (system error) when the disk did not take what was written before
   */
  async ready(most: number): Promise<void> {
    if (this.#opened === undefined || this.#opened.log.waiting <= most) return;
    await this.#writing;
    this.#writing = this.#append(this.#opened);
    // Who waits for it next hears of a failure; until then it is nobody's.
    this.#writing.catch(() => undefined);
  }

  /**
   * Writes artifacts, summary and end.
   *
   * @returns `undefined` when earlier directories have everything
   * @throws Error (system error) when the disk does not take it
   */
  async finish(endMillis: number): Promise<FinishedDraft | undefined> {
    if (this.#opened === undefined && this.#options.written !== undefined) return undefined;
    const opened = this.#open(endMillis);
    await this.#writing;
    const artifacts = await this.#store(opened);
    opened.log.end(this.#summary, this.#end ?? { kind: 'end', exitCode: 255, complete: false, runtimeSeconds: 0 });
    await this.#append(opened);
    await opened.draft.seal();
    const lines = { rows: this.#rows, samples: this.#samples, alerts: this.#alerts };
    return {
      draftName: this.#options.draftName,
      name: opened.name,
      written: { ...lines, artifacts: { ...this.#written.artifacts, ...artifacts } },
    };
  }

  /** Removes what was written. */
  async discard(): Promise<void> {
    // A write that is under way would bring back what is removed.
    await this.#writing.catch(() => undefined);
    await this.#opened?.draft.discard();
  }

  #alert(alert: AlertOutput): void {
    if (this.#alerts++ >= this.#written.alerts) this.#open(alert.timeMillis).log.alert(alert);
  }

  /** Begins with what the run is, and with every key that was defined so far. */
  #open(timeMillis: number): Opened {
    if (this.#opened !== undefined) return this.#opened;
    const { target, folder, draftName } = this.#options;
    const startMillis = this.#run?.startMillis ?? timeMillis;
    const name = directoryName(target.id, startMillis);
    const log = new RunLog(target, startMillis);
    log.run(this.#run ?? namelessRun());
    for (const metric of this.#metrics) log.metric(metric);
    this.#opened = { log, draft: new Draft(join(folder, draftName), name, target.id), name };
    return this.#opened;
  }

  async #append({ log, draft }: Opened): Promise<void> {
    const media = this.#media;
    this.#media = [];
    await draft.append(log.take());
    for (const { path, content } of media) await draft.addMedia(path, content);
  }

  /** Keeps the artifacts that are news. What cannot be read is said and left out. */
  async #store({ log, draft }: Opened): Promise<Record<string, string>> {
    const digests: Record<string, string> = {};
    for (const artifact of this.#artifacts) {
      const files = [];
      for (const file of artifact.files) {
        const stored = await draft.addArtifactFile(file).catch((error: unknown) => {
          if (!isUnreadable(error)) throw error;
          this.#options.warn(`${file.name} of ${artifact.name} is not kept: ${reasonOf(error)}`);
          return undefined;
        });
        if (stored !== undefined) files.push(stored);
      }
      const digest = manifestDigest(files);
      if (files.length === 0 || (digests[artifact.name] ?? this.#written.artifacts[artifact.name]) === digest) continue;
      digests[artifact.name] = digest;
      log.artifact(artifact, files);
    }
    return digests;
  }
}

/** A run of which nothing is known but its data. */
function namelessRun(): RunOutput {
  const names = { displayName: undefined, group: undefined, jobType: undefined, notes: undefined };
  return { kind: 'run', ...names, tags: [], config: {}, startMillis: undefined };
}

/** The file is not there or not for us; everything else may pass. */
function isUnreadable(error: unknown): boolean {
  return ['ENOENT', 'EACCES', 'EPERM', 'EISDIR', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
