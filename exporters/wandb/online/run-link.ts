import { createHash } from 'node:crypto';
import type { RunTarget } from '../sink/run-writer.js';
import type { AlertOutput } from '../types.js';
import type { WandbApi } from './api/wandb-api.js';
import { type MeasuredArtifact, measure } from './artifacts/content.js';
import { uploadArtifact } from './artifacts/upload.js';
import type { WaitingArtifact } from './inbox.js';
import { openRun, upsertRun } from './opening.js';
import { type LineCounts, type RemoteRun, type RunPlace, readPlace, writePlace } from './place.js';
import { DONE, type WandbResult } from './result.js';
import type { RunConfig } from './run-config.js';
import { type RunFile, uploadRunFiles } from './run-files.js';
import { encodePost, HEARTBEAT, STREAM_FILES, type StreamChunk } from './stream/body.js';
import type { Batch } from './stream/outbox.js';

/** W&B passes over an alert of the same title that comes sooner than this after the last (its client's default). */
const ALERT_WAIT_MILLIS = 60_000;
/** Artifacts that are remembered; a further one is announced again and known by W&B itself. */
const MAX_REMEMBERED = 1000;

/** What a link needs. */
export interface RunLinkOptions {
  readonly api: WandbApi;
  readonly target: RunTarget;
  /** Mark of what the rows come from. */
  readonly fold: string;
  readonly stateFile: string;
  warn(text: string): void;
  stopped(): void;
}

/** The end of a run, as the last post says it. */
export interface Ending {
  readonly exitCode: number;
  /** The summary's line; `undefined`: there is none. */
  readonly summary: string | undefined;
  /** Files that are put into storage before. */
  readonly files: readonly RunFile[];
}

/**
 * One run in W&B and what is kept about it on disk, which always is written before that is sent which it is about: after
 * a crash the same lines go to the same places.
 */
export class RunLink {
  /** When the stream had its last lines, milliseconds by `performance.now`. */
  postedAt = 0;
  /** When W&B last heard of the run. */
  aliveAt = 0;
  readonly #options: RunLinkOptions;
  #place: RunPlace | undefined;
  #isOpen = false;
  /** The summary that the stream has. */
  #summary = '';

  constructor(options: RunLinkOptions) {
    this.#options = options;
  }

  /** What is known of the run; read from disk at the first call. */
  async place(): Promise<RunPlace> {
    const { api, target, stateFile, fold } = this.#options;
    const destination = `${api.baseUrl} ${target.entity ?? ''}/${target.project}/${target.id} ${fold}`;
    this.#place ??= await readPlace(stateFile, destination);
    return this.#place;
  }

  /** Whether the run is there and not told complete: it wants signs of life. */
  get isLive(): boolean {
    return this.#isOpen && this.#place?.completed === undefined;
  }

  /** Finds or makes the run. */
  async open(config: RunConfig): Promise<WandbResult<undefined>> {
    if (this.#isOpen) return DONE;
    const { api, target, fold } = this.#options;
    const opened = await openRun(api, { target, fold, place: await this.place(), config });
    if (opened.kind !== 'ok') return opened;
    const { run, known, notice } = opened.value;
    if (notice !== undefined) this.#options.warn(notice);
    this.aliveAt = performance.now();
    const underWay = await this.#underWayWith(known);
    await this.#save({ run, known, underWay, config: config.mark, names: JSON.stringify(config.names) });
    this.#isOpen = true;
    return DONE;
  }

  /** Sends config and names, if they have changed. */
  async tellConfig(config: RunConfig): Promise<WandbResult<undefined>> {
    const { config: mark, names } = await this.place();
    const named = JSON.stringify(config.names) !== names;
    return mark === config.mark && !named ? DONE : this.#upsert(config, undefined, named);
  }

  /** Sends an alert, once at most: what broke off may have been heard. */
  async alert(number: number, { title, text, level }: AlertOutput): Promise<WandbResult<undefined>> {
    const { api } = this.#options;
    const { entity, project, name: run } = await this.#run();
    await this.#save({ alerts: number + 1 });
    const variables = { entity, project, run, title, text, severity: level, waitDuration: ALERT_WAIT_MILLIS };
    const told = await api.ask('NotifyScriptableRunAlert', variables, () => undefined);
    if (told.kind === 'retry' && !told.unsure) await this.#save({ alerts: number });
    return told;
  }

  /** Notes that an alert is not sent. */
  async passOverAlert(number: number): Promise<void> {
    await this.#save({ alerts: number + 1 });
  }

  /** Brings lines, and before them what they point to. */
  async send(batch: Batch, summary: string | undefined): Promise<WandbResult<undefined>> {
    const uploaded = await this.#putFiles(batch.tables);
    if (uploaded.kind !== 'ok') return uploaded;
    const underWay = await this.#underWayWith(batch.to);
    await this.#save({ known: batch.from, underWay, completed: undefined });
    const news = summary === this.#summary ? undefined : summary;
    const files = new Map<string, StreamChunk>([
      [STREAM_FILES.history, { offset: batch.from.rows, encoded: batch.history }],
      [STREAM_FILES.events, { offset: batch.from.samples, encoded: batch.events }],
      [STREAM_FILES.summary, summaryChunk(news)],
    ]);
    const posted = await this.#post(encodePost({ files, uploaded: uploaded.value, exitCode: undefined }));
    if (posted.kind !== 'ok') return posted;
    this.#summary = news ?? this.#summary;
    // On disk with the next batch, or with the end: until then the batch under way says where it ends.
    this.#place = { ...(await this.place()), known: batch.to };
    return DONE;
  }

  /** Sends the summary, if it has changed. */
  async tellSummary(summary: string): Promise<WandbResult<undefined>> {
    if (summary === this.#summary) return DONE;
    const files = new Map([[STREAM_FILES.summary, summaryChunk(summary)]]);
    const posted = await this.#post(encodePost({ files, uploaded: [], exitCode: undefined }));
    if (posted.kind === 'ok') this.#summary = summary;
    return posted;
  }

  /** Whether W&B has an artifact. @throws Error (system error) when a file of it cannot be read */
  async hasArtifact(waiting: WaitingArtifact): Promise<boolean> {
    waiting.measured ??= await measure(waiting.artifact);
    return (await this.place()).artifacts.includes(markOfArtifact(waiting.measured));
  }

  /** Brings an artifact. @throws Error (system error) when a file of it cannot be read */
  async artifact(waiting: WaitingArtifact): Promise<WandbResult<undefined>> {
    waiting.measured ??= await measure(waiting.artifact);
    const { measured, historyStep } = waiting;
    const sent = await uploadArtifact(this.#options.api, await this.#run(), measured, historyStep);
    const { artifacts } = await this.place();
    const known = [...artifacts, markOfArtifact(measured)].slice(-MAX_REMEMBERED);
    if (sent.kind === 'ok') await this.#save({ artifacts: known });
    return sent;
  }

  /** Goes on with a run that was told complete. */
  async reopen(config: RunConfig): Promise<WandbResult<undefined>> {
    const { run } = await this.place();
    return this.#upsert(config, run?.bucket, false);
  }

  /** Says that the run has ended. */
  async complete({ exitCode, summary, files }: Ending): Promise<WandbResult<undefined>> {
    const uploaded = await this.#putFiles(files);
    if (uploaded.kind !== 'ok') return uploaded;
    const post = {
      files: new Map([[STREAM_FILES.summary, summaryChunk(summary)]]),
      uploaded: uploaded.value,
      exitCode,
    };
    const posted = await this.#post(encodePost(post));
    if (posted.kind !== 'ok') return posted;
    const { known } = await this.place();
    await this.#save({ completed: { ...known, exitCode, summary: markOf(summary) } });
    return DONE;
  }

  /** Whether W&B was told of this very end. */
  async isComplete(exitCode: number, summary: string | undefined): Promise<boolean> {
    const { completed, known } = await this.place();
    return (
      completed !== undefined &&
      completed.exitCode === exitCode &&
      completed.rows === known.rows &&
      completed.samples === known.samples &&
      completed.summary === markOf(summary)
    );
  }

  /** Keeps what was acknowledged last. */
  async settle(): Promise<void> {
    const { known, underWay } = await this.place();
    if (known.rows !== underWay.rows || known.samples !== underWay.samples) return;
    await this.#save({});
  }

  /** A sign of life. */
  async heartbeat(): Promise<void> {
    const { postedAt } = this;
    if (this.isLive) await this.#post(HEARTBEAT);
    // Lines do not wait longer for it.
    this.postedAt = postedAt;
  }

  /** Lines that W&B may have, with these: what was under way before a crash may be there although W&B does not tell yet. */
  async #underWayWith({ rows, samples }: LineCounts): Promise<LineCounts> {
    const { underWay } = await this.place();
    return { rows: Math.max(rows, underWay.rows), samples: Math.max(samples, underWay.samples) };
  }

  async #upsert(config: RunConfig, bucket: string | undefined, named: boolean): Promise<WandbResult<undefined>> {
    const { api, target } = this.#options;
    const told = await upsertRun(api, target, await this.#run(), config, { bucket, named });
    if (told.kind !== 'ok') return told;
    await this.#save({ config: config.mark, ...(named ? { names: JSON.stringify(config.names) } : {}) });
    return DONE;
  }

  async #putFiles(files: readonly RunFile[]): Promise<WandbResult<readonly string[]>> {
    const put = await uploadRunFiles(this.#options.api, await this.#run(), files);
    if (put.kind === 'retry') return put;
    // A file that W&B does not take must not hold up the rows.
    if (put.kind === 'refused') this.#options.warn(`${put.reason}; it is not uploaded`);
    return { kind: 'ok', value: put.kind === 'ok' ? files.map(({ path }) => path) : [] };
  }

  async #post(body: string): Promise<WandbResult<undefined>> {
    const { entity, project, name } = await this.#run();
    const path = `/files/${[entity, project, name].map(encodeURIComponent).join('/')}/file_stream`;
    this.aliveAt = performance.now();
    this.postedAt = this.aliveAt;
    const posted = await this.#options.api.post(path, body);
    if (posted.kind !== 'ok') return posted;
    if (posted.value.stopped && !(await this.place()).stopped) {
      await this.#save({ stopped: true });
      this.#options.stopped();
    }
    return DONE;
  }

  async #run(): Promise<RemoteRun> {
    const { run } = await this.place();
    if (run === undefined) throw new Error('the run is not open');
    return run;
  }

  async #save(change: Partial<RunPlace>): Promise<void> {
    this.#place = { ...(await this.place()), ...change };
    await writePlace(this.#options.stateFile, this.#place);
  }
}

function summaryChunk(summary: string | undefined): StreamChunk {
  return { offset: 0, encoded: summary === undefined ? [] : [JSON.stringify(summary)] };
}

function markOfArtifact({ artifact, digest }: MeasuredArtifact): string {
  return `${artifact.name}:${digest}`;
}

function markOf(summary: string | undefined): string {
  return createHash('sha256')
    .update(summary ?? '')
    .digest('hex')
    .slice(0, 16);
}
