import type { InitEvent, JsonObject, JsonValue, RunFields, RunUpdateEvent } from '../journal/events.js';
import { epochMillis } from './event-clock.js';
import { countIn } from './numbers.js';
import type { DescribeOutput } from './types.js';

/** Values under free keys; a `Map`, because a key may be `__proto__`. */
type Values = Map<string, JsonValue>;

/** What a run says about itself. Later facts replace earlier ones; provisional ones replace nothing. */
export class RunDescription {
  readonly #fields: { -readonly [K in keyof RunFields]?: RunFields[K] } = {};
  readonly #params: Values = new Map();
  readonly #tags: Values = new Map();
  readonly #text: Values = new Map();
  #server: JsonObject = {};
  #startMillis: number | undefined;

  /** Whether an event starts another job under the same run id. */
  isOtherJob({ job }: InitEvent | RunUpdateEvent): boolean {
    return job !== undefined && this.#fields.job !== undefined && job !== this.#fields.job;
  }

  /** Takes a start of the run, or what it says later. */
  update(event: InitEvent | RunUpdateEvent): void {
    const provisional = event.event_type === 'init' && event.provisional === true;
    this.#take('job', event.job, provisional);
    this.#take('algorithm', event.algorithm, provisional);
    this.#take('config', event.config, provisional);
    this.#take('planned_rounds', event.planned_rounds, provisional);
    this.#take('aggregation_mode', event.aggregation_mode, provisional);
    this.#take('objective', event.objective, provisional);
    this.#take('parent_run_id', event.parent_run_id, provisional);
    this.#take('system', event.system, provisional);
    const said = event.started_at ?? (event.event_type === 'init' ? event.timestamp : undefined);
    if (!provisional) this.#startMillis ??= epochMillis(said);
    if (event.event_type !== 'run_update') return;
    assign(this.#params, event.params, event.client_id);
    assign(this.#tags, event.tags, event.client_id);
    assign(this.#text, event.text, event.client_id);
  }

  setServer(server: JsonObject): void {
    this.#server = server;
  }

  /** What makes one round better than another, if the run says it. */
  get objective(): RunFields['objective'] {
    const value = this.#fields.objective;
    if (value === undefined || typeof value.metric !== 'string') return undefined;
    return { metric: value.metric, goal: value.goal === 'min' ? 'min' : 'max' };
  }

  /** All that is known. */
  output(runId: string, attempt: number | undefined): DescribeOutput {
    return {
      kind: 'describe',
      runId,
      attempt,
      job: this.#fields.job,
      algorithm: this.#fields.algorithm,
      plannedRounds: countIn(this.#fields.planned_rounds),
      mode: this.#fields.aggregation_mode,
      system: this.#fields.system,
      parentRunId: this.#fields.parent_run_id,
      startMillis: this.#startMillis,
      config: this.#fields.config ?? {},
      params: Object.fromEntries(this.#params),
      tags: Object.fromEntries(this.#tags),
      text: Object.fromEntries(this.#text),
      server: this.#server,
    };
  }

  #take<K extends keyof RunFields>(field: K, value: RunFields[K], provisional: boolean): void {
    if (value === undefined || value === null) return;
    if (provisional && this.#fields[field] !== undefined) return;
    this.#fields[field] = value;
  }
}

/** A client's own stand beside those of the run, and of other clients: `client.<id>.<key>`. */
function assign(values: Values, more: JsonObject | undefined, client: string | undefined): void {
  for (const [key, value] of Object.entries(more ?? {})) {
    values.set(client === undefined ? key : `client.${client}.${key}`, value);
  }
}
