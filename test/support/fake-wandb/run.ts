import { StreamFile } from './stream-file.js';

/** An alert as it came. */
export interface FakeAlert {
  readonly title: string;
  readonly text: string;
  readonly severity: string;
  readonly waitDuration: number | null;
}

/** What the first and later upserts of a run say; `null` changes nothing. */
export interface FakeRunFields {
  displayName: string | null;
  groupName: string | null;
  jobType: string | null;
  notes: string | null;
  tags: readonly string[] | null;
  host: string | null;
  program: string | null;
}

/** A run as the server has it. */
export class FakeRun {
  /** Opaque id of the bucket. */
  readonly id: string;
  readonly entity: string;
  readonly project: string;
  /** The run id. */
  readonly name: string;
  readonly fields: FakeRunFields = {
    displayName: null,
    groupName: null,
    jobType: null,
    notes: null,
    tags: null,
    host: null,
    program: null,
  };
  /** The whole config as last sent, `{ key: { value } }`. */
  config: Readonly<Record<string, { readonly value: unknown }>> = {};
  /** Every config that was sent. */
  readonly configs: string[] = [];
  readonly streams = new Map<string, StreamFile>();
  /** Files that were put into storage. */
  readonly files = new Map<string, Buffer>();
  /** Paths that the stream said to be there. */
  readonly uploaded = new Set<string>();
  readonly alerts: FakeAlert[] = [];
  complete = false;
  exitCode: number | undefined;
  /** Times that `complete` was said. */
  completions = 0;
  /** Posts to the stream that were carried out. */
  posts = 0;
  /** Somebody pressed Stop in the page. */
  stopped = false;

  constructor(id: string, entity: string, project: string, name: string) {
    this.id = id;
    this.entity = entity;
    this.project = project;
    this.name = name;
  }

  stream(name: string): StreamFile {
    let file = this.streams.get(name);
    if (file === undefined) {
      file = new StreamFile();
      this.streams.set(name, file);
    }
    return file;
  }

  /** Rows of the history as they were sent. */
  get historyLines(): readonly string[] {
    return this.stream('wandb-history.jsonl').lines;
  }

  /** Rows of the history. `NaN` and infinities are numbers, integers beyond 2^53 bigints. */
  get history(): readonly Readonly<Record<string, unknown>>[] {
    return this.stream('wandb-history.jsonl').rows;
  }

  /** Samples of the system panel. */
  get events(): readonly Readonly<Record<string, unknown>>[] {
    return this.stream('wandb-events.jsonl').rows;
  }

  /** The newest summary. */
  get summary(): Readonly<Record<string, unknown>> {
    return this.stream('wandb-summary.json').rows[0] ?? {};
  }

  /** Entries of `define_metric` by name or glob, the step metric by name. */
  get metrics(): ReadonlyMap<string, FakeMetric> {
    const entries =
      (this.config._wandb?.value as { readonly m?: readonly Record<string, unknown>[] } | undefined)?.m ?? [];
    const nameOf = (entry: Record<string, unknown> | undefined) => String(entry?.['1'] ?? entry?.['2']);
    return new Map(
      entries.map((entry) => {
        const step = entry['5'] as number | undefined;
        return [
          nameOf(entry),
          {
            glob: entry['2'] !== undefined,
            step: step === undefined ? undefined : nameOf(entries[step - 1]),
            options: [...((entry['6'] as number[] | undefined) ?? [])].sort(),
            summary: [...((entry['7'] as number[] | undefined) ?? [])].sort(),
          },
        ];
      }),
    );
  }
}

/** An entry of `define_metric`. */
export interface FakeMetric {
  readonly glob: boolean;
  readonly step: string | undefined;
  /** 1 step_sync, 2 hidden, 3 defined. */
  readonly options: readonly number[];
  /** 1 min, 2 max, 3 mean, 5 last, 6 none, 8 first. */
  readonly summary: readonly number[];
}
