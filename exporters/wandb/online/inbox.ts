import type { JsonObject } from '../../journal/events.js';
import { tableFile } from '../offline/table-file.js';
import type {
  AlertOutput,
  ArtifactOutput,
  EndOutput,
  HistoryOutput,
  SummaryOutput,
  TableOutput,
  WandbOutput,
} from '../types.js';
import type { MeasuredArtifact } from './artifacts/content.js';
import { RunConfig } from './run-config.js';
import { type SummaryPlace, summaryLine } from './stream/lines.js';
import { Outbox } from './stream/outbox.js';

/** An artifact that waits, and the newest row when it came. */
export interface WaitingArtifact {
  readonly artifact: ArtifactOutput;
  readonly historyStep: number | undefined;
  /** Set when its files were read. */
  measured: MeasuredArtifact | undefined;
}

/** What was taken of a run and is to be brought. */
export class Inbox {
  readonly config: RunConfig;
  readonly outbox = new Outbox();
  /** With their numbers, from 0. */
  readonly alerts: { readonly number: number; readonly alert: AlertOutput }[] = [];
  readonly artifacts: WaitingArtifact[] = [];
  /** How the run ended; `undefined` while lines have come that no end stands behind. */
  end: EndOutput | undefined;
  #alertCount = 0;
  /** The newest table of each key: the page shows a table by its value in the summary. */
  readonly #tables = new Map<string, JsonObject>();
  #summary: SummaryOutput | undefined;
  #newest: { readonly step: number; readonly timeMillis: number } | undefined;
  #firstMillis: number | undefined;

  /** @param fold mark of what the rows come from */
  constructor(fold: string) {
    this.config = new RunConfig(fold);
  }

  /** Takes an output, without waiting: what it means is worked out when it is brought. */
  take(output: WandbOutput): void {
    switch (output.kind) {
      case 'table':
        this.#tables.set(output.key, tableFile(output).value);
        this.#addRow(output);
        break;
      case 'history':
        this.#addRow(output);
        break;
      case 'stats':
        this.#addLine(output);
        break;
      case 'run':
        this.config.describe(output);
        break;
      case 'metric':
        this.config.define(output);
        break;
      case 'alert':
        this.alerts.push({ number: this.#alertCount++, alert: output });
        break;
      case 'artifact':
        this.artifacts.push({ artifact: output, historyStep: this.#newest?.step, measured: undefined });
        break;
      case 'summary':
        this.#summary = output;
        break;
      case 'end':
        this.end = output;
        break;
    }
  }

  /** The newest summary as a line; `undefined`: none was given. */
  get summary(): string | undefined {
    if (this.#summary === undefined) return undefined;
    const place: SummaryPlace = {
      step: this.#newest?.step,
      timeMillis: this.#newest?.timeMillis,
      startMillis: this.#startMillis,
      runtimeSeconds: this.end?.runtimeSeconds,
    };
    return summaryLine({ ...this.#summary.values, ...Object.fromEntries(this.#tables) }, place);
  }

  /** Forgets everything; what comes is passed over. */
  clear(): void {
    this.outbox.clear();
    this.alerts.length = 0;
    this.artifacts.length = 0;
  }

  /** The newest row is what the summary's own keys are about, and the step that artifacts are of. */
  #addRow(output: HistoryOutput | TableOutput): void {
    this.#newest = output;
    this.#addLine(output);
  }

  #addLine(output: Parameters<Outbox['add']>[0]): void {
    this.#firstMillis ??= output.timeMillis;
    this.outbox.add(output, this.#startMillis);
    // What came after an end is not yet told ended; the next end comes behind it.
    this.end = undefined;
  }

  get #startMillis(): number {
    return this.config.startMillis ?? this.#firstMillis ?? 0;
  }
}
