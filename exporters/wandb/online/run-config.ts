import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '../../journal/events.js';
import { wandbJson } from '../content/index.js';
import type { MetricOutput, RunOutput } from '../types.js';

/** Numbers of the options of a metric (`MetricOptions` in `wandb_internal.proto`). */
const STEP_SYNC = 1;
const HIDDEN = 2;
const DEFINED = 3;
/** Numbers of the summaries of a metric (`MetricSummary`). */
const SUMMARIES = { min: 1, max: 2, mean: 3, last: 5, none: 6, first: 8 } as const;

/**
 * The field of the telemetry (`_wandb.t`, by number in `wandb_telemetry.proto`) that says what wrote the run: its label,
 * with code and version. Without any telemetry, W&B's client takes a run for one that was never started and does not
 * resume it.
 */
const LABEL = '9';
const LABEL_CODE = '1';
const LABEL_VERSION = '3';

/** Variables of an upsert that say what the run is called. `null` leaves a field as it is. */
export interface RunNames {
  readonly displayName: string | null;
  readonly groupName: string | null;
  readonly jobType: string | null;
  readonly notes: string | null;
  readonly tags: readonly string[] | null;
}

/** Names that change nothing: what the user changed in the page stays. */
export const NO_NAMES: RunNames = { displayName: null, groupName: null, jobType: null, notes: null, tags: null };

/** Collects what an upsert says of a run: names, config, definitions of metrics. */
export class RunConfig {
  readonly #telemetry: JsonObject;
  #run: RunOutput | undefined;
  readonly #entries: JsonObject[] = [];
  readonly #places = new Map<string, number>();
  #made: { readonly config: string; readonly mark: string } | undefined;

  /** @param fold mark of what the rows come from */
  constructor(fold: string) {
    this.#telemetry = { [LABEL]: { [LABEL_CODE]: 'fedotel', [LABEL_VERSION]: fold } };
  }

  /** Epoch milliseconds; rows count their runtime from it. */
  get startMillis(): number | undefined {
    return this.#run?.startMillis;
  }

  get isKnown(): boolean {
    return this.#run !== undefined;
  }

  describe(run: RunOutput): void {
    this.#run = run;
    this.#made = undefined;
  }

  /** Takes a definition; one that names an axis comes after that of the axis. */
  define({ name, stepMetric, summary, hidden }: MetricOutput): void {
    if (this.#places.has(name)) return;
    const step = stepMetric === undefined ? undefined : this.#places.get(stepMetric);
    const options = [...(step === undefined ? [] : [STEP_SYNC]), ...(hidden ? [HIDDEN] : []), DEFINED];
    this.#entries.push({
      '1': name,
      ...(step === undefined ? {} : { '5': step }),
      '6': options,
      '7': summary.map((kind) => SUMMARIES[kind]).sort((a, b) => a - b),
    });
    this.#places.set(name, this.#entries.length);
    this.#made = undefined;
  }

  /** Short mark of the config: a change changes the mark. */
  get mark(): string {
    return this.#make().mark;
  }

  /** The config as a JSON text. */
  get text(): string {
    return this.#make().config;
  }

  get names(): RunNames {
    const run = this.#run;
    if (run === undefined) return NO_NAMES;
    return {
      displayName: run.displayName ?? null,
      groupName: run.group ?? null,
      jobType: run.jobType ?? null,
      notes: run.notes ?? null,
      tags: run.tags.length === 0 ? null : run.tags,
    };
  }

  /** The config as W&B keeps it: `{ key: { value } }`. */
  get document(): JsonObject {
    const own = Object.entries(this.#run?.config ?? {}).filter(([key]) => key !== '_wandb');
    const internal: JsonObject = { t: this.#telemetry, m: this.#entries };
    const all: readonly (readonly [string, JsonValue | undefined])[] = [...own, ['_wandb', internal]];
    return Object.fromEntries(all.flatMap(([key, value]) => (value === undefined ? [] : [[key, { value }] as const])));
  }

  #make(): { readonly config: string; readonly mark: string } {
    if (this.#made === undefined) {
      const config = strictJson(this.document);
      this.#made = { config, mark: createHash('sha256').update(config).digest('hex').slice(0, 16) };
    }
    return this.#made;
  }
}

/** The mark that a run's config has in W&B; `undefined` when something else wrote it. @param config a JSON text */
export function foldOf(config: string): string | undefined {
  try {
    const document: unknown = JSON.parse(config);
    const path = ['_wandb', 'value', 't', LABEL];
    const label = path.reduce(
      (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
      document,
    );
    if (typeof label !== 'object' || label === null || Reflect.get(label, LABEL_CODE) !== 'fedotel') return undefined;
    return String(Reflect.get(label, LABEL_VERSION));
  } catch {
    return undefined;
  }
}

/** The config is parsed by a strict reader, unlike rows: what is no number there goes as a text. */
function strictJson(value: JsonObject): string {
  return wandbJson(spelled(value));
}

function spelled(value: JsonValue): JsonValue {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(spelled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, spelled(item)] as const])),
  );
}
