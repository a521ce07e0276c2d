import { stringify } from 'yaml';
import { reasonOf } from '../../sink-parts/index.js';
import type { Inbox } from './inbox.js';
import { DONE, type WandbResult } from './result.js';
import type { RunFile } from './run-files.js';
import type { RunLink } from './run-link.js';

/** How much is to be brought. */
export interface DeliveryGoal {
  /** Everything; else lines and what goes with them, the newest ones perhaps not. */
  readonly all: boolean;
  /** W&B shall see the run ended. */
  readonly finish: boolean;
}

/** Limits that tests make small. */
export interface DeliveryLimits {
  /** Largest post in bytes; one line may have more. */
  readonly maxPostBytes: number;
  /** Alerts that are older are not sent: an export of last year's run must not wake anybody. */
  readonly maxAlertSeconds: number;
}

/** W&B's client posts about 10 MiB at most (`core/internal/filestream`). */
const STANDARD: DeliveryLimits = { maxPostBytes: 10 * 1_048_576, maxAlertSeconds: 3600 };
/** Below this a post that is too large for something before the server is not divided further. */
const MIN_POST_BYTES = 16_384;

/** What a delivery is told of. */
export interface DeliveryReports {
  warn(text: string): void;
  progress(text: string): void;
  /** Lines were brought: there is room for more. */
  advanced(): void;
}

/** Brings what was taken of a run, in order: config, alerts, lines, artifacts, summary, end. */
export class Delivery {
  readonly #inbox: Inbox;
  readonly #link: RunLink;
  readonly #reports: DeliveryReports;
  readonly #limits: DeliveryLimits;
  #maxPostBytes: number;

  constructor(inbox: Inbox, link: RunLink, reports: DeliveryReports, limits: Partial<DeliveryLimits> = {}) {
    this.#inbox = inbox;
    this.#link = link;
    this.#reports = reports;
    this.#limits = { ...STANDARD, ...limits };
    this.#maxPostBytes = this.#limits.maxPostBytes;
  }

  /** Forgets what W&B has already, as far as that is known without asking. */
  async passOver(): Promise<void> {
    const { known, alerts } = await this.#link.place();
    this.#inbox.outbox.passOver(known);
    while ((this.#inbox.alerts[0]?.number ?? alerts) < alerts) this.#inbox.alerts.shift();
  }

  /** Whether something is to be brought. A restart takes the run from its first output: until it is past what W&B has, no. */
  async isOwed(goal: DeliveryGoal): Promise<boolean> {
    await this.passOver();
    if (goal.all) await this.#passOverArtifacts();
    const { outbox, alerts, artifacts, config, end } = this.#inbox;
    if (!config.isKnown) return false;
    if (!outbox.isEmpty || alerts.length > 0 || (goal.all && artifacts.length > 0)) return true;
    const { known, config: mark, run } = await this.#link.place();
    if (outbox.taken.rows < known.rows || outbox.taken.samples < known.samples) return false;
    if (run === undefined || mark !== config.mark) return goal.all || run === undefined;
    return goal.finish && end !== undefined && !(await this.#link.isComplete(end.exitCode, this.#inbox.summary));
  }

  /** Brings. @throws Error (system error) when the disk does not take what is to be kept */
  async bring(goal: DeliveryGoal): Promise<WandbResult<undefined>> {
    if (!(await this.isOwed(goal))) return DONE;
    const { config } = this.#inbox;
    const opened = await this.#link.open(config);
    if (opened.kind !== 'ok') return opened;
    await this.passOver();
    for (const step of [
      () => this.#reopen(),
      () => this.#link.tellConfig(config),
      () => this.#tellAlerts(),
      () => this.#sendLines(goal.all),
      () => (goal.all ? this.#bringArtifacts() : DONE),
      () => (goal.all ? this.#finish(goal.finish) : DONE),
    ]) {
      const result = await step();
      if (result.kind !== 'ok') return result;
    }
    if (goal.all) await this.#link.settle();
    return DONE;
  }

  async #reopen(): Promise<WandbResult<undefined>> {
    const { completed } = await this.#link.place();
    return completed === undefined || this.#inbox.outbox.isEmpty ? DONE : this.#link.reopen(this.#inbox.config);
  }

  async #tellAlerts(): Promise<WandbResult<undefined>> {
    const { alerts } = this.#inbox;
    await this.passOver();
    for (let next = alerts[0]; next !== undefined; next = alerts[0]) {
      const isOld = Date.now() - next.alert.timeMillis > this.#limits.maxAlertSeconds * 1000;
      if (isOld) await this.#link.passOverAlert(next.number);
      else {
        const told = await this.#link.alert(next.number, next.alert);
        if (told.kind === 'retry' && !told.unsure) return told;
        if (told.kind !== 'ok') this.#reports.warn(`${told.reason}; an alert may not have been heard`);
      }
      alerts.shift();
    }
    return DONE;
  }

  /** All lines that wait, or what fills one post after the other. */
  async #sendLines(all: boolean): Promise<WandbResult<undefined>> {
    const { outbox } = this.#inbox;
    for (let first = true; ; first = false) {
      const { known, run } = await this.#link.place();
      // Here too: more may have been taken while W&B was asked how much it has.
      outbox.passOver(known);
      const batch = outbox.cut(known, this.#maxPostBytes);
      // What does not fill a post waits for its time.
      if (batch === undefined || (!all && !first && batch.sizeBytes < this.#maxPostBytes / 2)) return DONE;
      const { omitted, to, sizeBytes } = batch;
      const sent = await this.#link.send(batch, this.#summaryBeside(sizeBytes));
      if (sent.kind === 'refused' && sent.status === 413 && this.#divide(batch.history.length + batch.events.length)) {
        continue;
      }
      if (sent.kind !== 'ok') return sent;
      if (omitted.length > 0) {
        this.#reports.warn(
          `values of ${omitted.slice(0, 5).join(', ')} are too large for W&B and are left out of their row`,
        );
      }
      outbox.passOver(to);
      this.#reports.progress(`W&B ${run?.project}/${run?.name}: ${to.rows} rows`);
      this.#reports.advanced();
    }
  }

  /** Something before the server takes less than W&B does. @returns whether a smaller post is worth a try */
  #divide(lines: number): boolean {
    if (lines < 2 || this.#maxPostBytes <= MIN_POST_BYTES) return false;
    this.#maxPostBytes = Math.max(MIN_POST_BYTES, this.#maxPostBytes / 2);
    return true;
  }

  #summaryBeside(sizeBytes: number): string | undefined {
    const { summary } = this.#inbox;
    return summary !== undefined && sizeBytes + 2 * summary.length <= this.#maxPostBytes ? summary : undefined;
  }

  async #passOverArtifacts(): Promise<void> {
    const { artifacts } = this.#inbox;
    const known = await Promise.all(artifacts.map((waiting) => this.#link.hasArtifact(waiting).catch(() => false)));
    for (let index = known.length - 1; index >= 0; index -= 1) if (known[index] === true) artifacts.splice(index, 1);
  }

  async #bringArtifacts(): Promise<WandbResult<undefined>> {
    const { artifacts } = this.#inbox;
    for (let next = artifacts[0]; next !== undefined; next = artifacts[0]) {
      const sent = await this.#link.artifact(next).catch((error: unknown): WandbResult<undefined> => {
        return { kind: 'refused', reason: reasonOf(error) };
      });
      if (sent.kind === 'retry') return sent;
      // The rows do not depend on it.
      if (sent.kind === 'refused') this.#reports.warn(`artifact ${next.artifact.name} is not in W&B: ${sent.reason}`);
      artifacts.shift();
    }
    return DONE;
  }

  async #finish(finish: boolean): Promise<WandbResult<undefined>> {
    const { end, summary } = this.#inbox;
    if (!finish || end === undefined) return summary === undefined ? DONE : this.#link.tellSummary(summary);
    if (await this.#link.isComplete(end.exitCode, summary)) return DONE;
    return this.#link.complete({ exitCode: end.exitCode, summary, files: this.#documents(summary) });
  }

  /** The files that W&B's client leaves of every run: config and summary. */
  #documents(summary: string | undefined): readonly RunFile[] {
    const config = stringify(JSON.parse(this.#inbox.config.text), { lineWidth: 0 });
    return [
      { path: 'config.yaml', contents: Buffer.from(config) },
      ...(summary === undefined ? [] : [{ path: 'wandb-summary.json', contents: Buffer.from(summary) }]),
    ];
  }
}
