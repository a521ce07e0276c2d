import { ATTR_FL_CLIENT_STATE, FL_CLIENT_STATE_VALUE_DROPPED } from '../../../semconv/index.js';
import type { ClientWatcher } from '../../core/core.js';
import type { RunIdentity, UpdateRecord } from '../../core/records.js';
import type { Warnings } from '../../core/warnings.js';
import { metricOperation } from '../../instruments/enums.js';
import type { PerClientConfig } from '../config/per-client.js';
import { AFTER_RUN_MILLIS } from './scrape-view.js';

/** What one client reported last of one operation. */
export interface LatestValues {
  readonly job: string;
  /** As it leaves the process: a pseudonym where privacy asks for one. */
  readonly client: string;
  /** Registered operation, or `_OTHER`. */
  readonly operation: string;
  /** Numbers by metric name, in the unit of the contract. */
  readonly values: ReadonlyMap<string, number>;
}

/** Latest values of the clients that take part. */
export interface LatestValuesTable extends ClientWatcher {
  /** Those to show now, oldest client first. */
  list(): LatestValues[];
}

/** A client of a job. Two runs of a job that go on at once share it, as they share the other metrics of the job. */
interface ClientEntry {
  readonly job: string;
  readonly client: string;
  /** Run of the newest update. */
  run: RunIdentity;
  /** When it was first seen not to take part any more; epoch milliseconds. */
  absentSince: number | undefined;
  readonly operations: Map<string, { round: number; run: RunIdentity; values: Map<string, number> }>;
}

/**
 * Makes the table.
 *
 * @param warnings told once when clients are left out
 * @param now epoch milliseconds
 */
export function createLatestValues(
  config: PerClientConfig,
  warnings: Warnings,
  now: () => number = Date.now,
): LatestValuesTable {
  return new BoundedTable(config, warnings, now);
}

/** Clients up to a bound. Who left makes room at once; who merely was not selected again keeps the values a while. */
class BoundedTable implements LatestValuesTable {
  readonly #config: PerClientConfig;
  readonly #warnings: Warnings;
  readonly #now: () => number;
  readonly #clients = new Map<string, ClientEntry>();
  readonly #ended = new WeakSet<RunIdentity>();

  constructor(config: PerClientConfig, warnings: Warnings, now: () => number) {
    this.#config = config;
    this.#warnings = warnings;
    this.#now = now;
  }

  updated(update: UpdateRecord): void {
    const { run, client, round, names, values } = update;
    if (update.marker[ATTR_FL_CLIENT_STATE] === FL_CLIENT_STATE_VALUE_DROPPED) {
      this.left(run, client);
      return;
    }
    const shown = names.flatMap((name, index) => (this.#config.names.has(name) ? [index] : []));
    const entry = shown.length === 0 ? undefined : this.#entry(run, client);
    if (entry === undefined) {
      return;
    }
    entry.run = run;
    entry.absentSince = this.#ended.has(run) ? (entry.absentSince ?? this.#now()) : undefined;
    const operation = metricOperation(update.operation);
    let latest = entry.operations.get(operation);
    if (latest?.run === run && latest.round > round) {
      // What comes late is of a model that is older than what is shown.
      return;
    }
    if (latest?.run !== run || latest.round !== round) {
      latest = { round, run, values: new Map() };
      entry.operations.set(operation, latest);
    }
    for (const index of shown) {
      latest.values.set(names[index] ?? '', values[index] ?? Number.NaN);
    }
  }

  left(run: RunIdentity, client: string): void {
    const key = keyOf(run.job, client);
    if (this.#clients.get(key)?.run === run) {
      this.#clients.delete(key);
    }
  }

  roundEnded(run: RunIdentity, tookPart: (client: string) => boolean): void {
    for (const entry of this.#clients.values()) {
      if (entry.run === run) {
        entry.absentSince = tookPart(entry.client) ? undefined : (entry.absentSince ?? this.#now());
      }
    }
  }

  runEnded(run: RunIdentity): void {
    this.#ended.add(run);
    for (const entry of this.#clients.values()) {
      if (entry.run === run) {
        entry.absentSince ??= this.#now();
      }
    }
  }

  list(): LatestValues[] {
    this.#forgetAbsent();
    return [...this.#clients.values()].flatMap(({ job, client, operations }) =>
      [...operations].map(([operation, { values }]) => ({ job, client, operation, values })),
    );
  }

  #entry(run: RunIdentity, client: string): ClientEntry | undefined {
    const key = keyOf(run.job, client);
    const known = this.#clients.get(key);
    if (known !== undefined || !this.#hasRoom()) {
      return known;
    }
    const entry: ClientEntry = { job: run.job, client, run, absentSince: undefined, operations: new Map() };
    this.#clients.set(key, entry);
    return entry;
  }

  /** Whether one more fits, when need be in place of whoever is absent longest. */
  #hasRoom(): boolean {
    if (this.#clients.size < this.#config.max) {
      return true;
    }
    let longest: [key: string, since: number] | undefined;
    for (const [key, { absentSince }] of this.#clients) {
      if (absentSince !== undefined && absentSince < (longest?.[1] ?? Number.POSITIVE_INFINITY)) {
        longest = [key, absentSince];
      }
    }
    if (longest !== undefined) {
      this.#clients.delete(longest[0]);
      return true;
    }
    this.#warnings.warn(
      'FEDOTEL_LIMIT',
      `Prometheus is shown ${this.#config.max} clients at a time; further ones have no series of their own. ` +
        'Raise prometheus.perClient.max to see more; run files and destinations have them all',
      'prometheus clients',
    );
    return false;
  }

  #forgetAbsent(): void {
    for (const [key, { absentSince }] of this.#clients) {
      if (absentSince !== undefined && this.#now() - absentSince >= AFTER_RUN_MILLIS) {
        this.#clients.delete(key);
      }
    }
  }
}

function keyOf(job: string, client: string): string {
  return JSON.stringify([job, client]);
}
