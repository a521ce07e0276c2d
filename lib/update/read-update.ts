import {
  ATTR_FL_CLIENT_EXTRA,
  ATTR_FL_CLIENT_NAME,
  type ClientFieldDescriptor,
  FL_OPERATION_NAME_VALUE_TRAIN,
} from '../../semconv/index.js';
import { type ReadReport, readReport } from '../client/read-report.js';
import { ArgumentReader, asObject } from '../core/read.js';
import type { AttributeMap } from '../core/records.js';
import { copyEntries, cutText, entriesOf, toNumber } from '../core/values.js';
import type { Warnings } from '../core/warnings.js';
import { locationAttributes } from '../privacy/location.js';
import type { PrivacyPolicy } from '../privacy/policy.js';
import { UpdateDraft } from './draft.js';
import { fieldsByOption, meantKey, UPDATE_KEYS } from './field-table.js';

const STATES = ['active', 'idle', 'dropped', 'failed'] as const;
const RESULTS = ['accepted', 'rejected', 'stale', 'late'] as const;
/** Most free numbers of one update; each is a data point. */
const MAX_METRICS = 256;
const MAX_METRIC_NAME = 256;

/** Turns what apps give to `clientUpdate` into drafts. One per run. */
export class UpdateReader {
  readonly #policy: PrivacyPolicy;
  readonly #warnings: Warnings;
  readonly #arguments: ArgumentReader;
  readonly #showsStaleness: boolean;
  /** Names of the last update's fields: those of the next one are mostly the same. */
  #names: readonly string[] = [];

  constructor(policy: PrivacyPolicy, warnings: Warnings) {
    this.#policy = policy;
    this.#showsStaleness = policy.allows('staleness');
    this.#warnings = warnings;
    this.#arguments = new ArgumentReader('clientUpdate', warnings);
  }

  /**
   * @param given what the app gave
   * @param knownRound the round, when the call is a round's and not the run's
   * @returns `undefined` when the update has no usable round or client, which is said
   */
  read(given: unknown, knownRound: number | undefined): UpdateDraft | undefined {
    const update = asObject(given);
    const round = knownRound ?? this.#arguments.round(update.round);
    const client = this.#arguments.client(update.client);
    if (round === undefined || client === undefined) {
      return undefined;
    }
    const draft = new UpdateDraft(round, this.#policy.clientId(client), this.#names);
    draft.operation = this.#arguments.text('operation', update.operation) ?? FL_OPERATION_NAME_VALUE_TRAIN;
    draft.state = this.#arguments.member('state', update.state, STATES) ?? draft.state;
    draft.result = this.#arguments.member('result', update.result, RESULTS);
    draft.baseRound = this.#arguments.count('baseRound', update.baseRound);
    draft.showsBaseRound = this.#showsStaleness;
    draft.time = this.#time(update.time);
    const unknown = this.#readFields(draft, update);
    this.#readMetrics(draft, update.metrics);
    this.#readAttributes(draft, update, unknown);
    if (update.report !== undefined && update.report !== null) {
      this.#readReport(draft, update.report);
    }
    this.#names = draft.names;
    return draft;
  }

  /** Takes the known fields and returns the entries under keys that nobody knows. */
  #readFields(draft: UpdateDraft, update: Readonly<Record<string, unknown>>): [string, unknown][] | undefined {
    let unknown: [string, unknown][] | undefined;
    for (const key of Object.keys(update)) {
      const field = fieldsByOption.get(key);
      if (field !== undefined) {
        this.#readField(draft, field, update[key]);
      } else if (!UPDATE_KEYS.has(key)) {
        unknown ??= [];
        unknown.push([key, update[key]]);
        this.#sayUnknown(key);
      }
    }
    return unknown;
  }

  #readField(draft: UpdateDraft, field: ClientFieldDescriptor, given: unknown): void {
    const value =
      field.valueType === 'int'
        ? this.#arguments.integer(field.field, given)
        : this.#arguments.number(field.field, given);
    if (value === undefined) {
      return;
    }
    if (this.#policy.mayRead(field)) {
      draft.addField(field, value, this.#policy.allowsField(field));
    } else {
      this.#sayRefused(field.field);
    }
  }

  #readMetrics(draft: UpdateDraft, given: unknown): void {
    if (given === undefined || !this.#policy.allowsPart('metrics')) {
      return;
    }
    for (const [name, value] of entriesOf(given)) {
      const number = toNumber(value);
      if (number === undefined) {
        this.#arguments.refuse(`metrics.${cutText(name, MAX_METRIC_NAME)}`, 'a number', value);
      } else if (draft.metricNames.length >= MAX_METRICS) {
        this.#warnings.warn(
          'FEDOTEL_LIMIT',
          `clientUpdate: more than ${MAX_METRICS} metrics: the rest was left out`,
          'metrics',
        );
        return;
      } else {
        this.#addMetric(draft, cutText(name, MAX_METRIC_NAME), number);
      }
    }
  }

  #addMetric(draft: UpdateDraft, name: string, value: number): void {
    if (!this.#policy.allowsName(name)) {
      this.#sayRefused(name);
    } else if (name !== '' && !draft.metricNames.includes(name)) {
      draft.addMetric(name, value);
    }
  }

  #readAttributes(
    draft: UpdateDraft,
    update: Readonly<Record<string, unknown>>,
    unknown: [string, unknown][] | undefined,
  ): void {
    if (this.#policy.allowsPart('attributes')) {
      if (unknown !== undefined) {
        draft.addAttributes(this.#free(new Map(unknown)));
      }
      if (update.attributes !== undefined) {
        draft.addAttributes(this.#free(update.attributes));
      }
    }
    if (update.location !== undefined && this.#policy.allowsPart('location')) {
      draft.addAttributes(locationAttributes(update.location, this.#policy.location));
    }
    const name = this.#policy.allowsPart('name') ? this.#arguments.text('name', update.name) : undefined;
    if (name !== undefined) {
      draft.addAttributes({ [ATTR_FL_CLIENT_NAME]: name });
    }
  }

  /** Free attributes under their registered names, without what secure aggregation hides. */
  #free(given: unknown): AttributeMap {
    const allowed = [...entriesOf(given)].filter(([name]) => {
      const allows = this.#policy.allowsName(name);
      if (!allows) {
        this.#sayRefused(name);
      }
      return allows;
    });
    return copyEntries(new Map(allowed), ATTR_FL_CLIENT_EXTRA, this.#policy.redact);
  }

  /** What the client itself measured fills the gaps that the app left. */
  #readReport(draft: UpdateDraft, given: unknown): void {
    const report = readReport(given);
    if (report === undefined) {
      this.#arguments.refuse('report', 'what clientTask returned, at most 8 kB', given);
      return;
    }
    draft.report = report;
    for (const [option, value] of this.#measured(draft, report)) {
      const field = fieldsByOption.get(option);
      if (field !== undefined && !draft.names.includes(field.name)) {
        this.#readField(draft, field, value);
      }
    }
    this.#readMetrics(draft, report.metrics);
    if (report.attributes !== undefined && this.#policy.allowsPart('attributes')) {
      draft.attributes = { ...this.#free(report.attributes), ...draft.attributes };
    }
  }

  /** A training task's own times say how long the client computed, unless it said so itself. */
  #measured(draft: UpdateDraft, report: ReadReport): ReadonlyMap<string, unknown> {
    return draft.operation === FL_OPERATION_NAME_VALUE_TRAIN
      ? new Map<string, unknown>([['trainDuration', microseconds(report.end - report.start)], ...report.fields])
      : report.fields;
  }

  #time(given: unknown): number | undefined {
    const time = this.#arguments.number('time', given);
    // Dates beyond this are no dates in JavaScript, and their nanoseconds do not fit into 64 bits.
    return time === undefined || (time > 0 && time < 8.64e15)
      ? time
      : this.#arguments.refuse('time', 'epoch milliseconds', given);
  }

  #sayUnknown(key: string): void {
    const meant = meantKey(key);
    if (meant !== undefined) {
      const name = cutText(key, 100);
      const message = `clientUpdate: ${name} is no known field and was kept as an attribute: did you mean ${meant}?`;
      this.#warnings.warn('FEDOTEL_UNKNOWN_KEY', message, name);
    }
  }

  #sayRefused(name: string): void {
    this.#warnings.warn(
      'FEDOTEL_PRIVACY',
      `secure aggregation is on: values of single clients such as ${cutText(name, 100)} are not recorded`,
      'secureAggregation',
    );
  }
}

/** Seconds to the microsecond: the difference of two epoch times has no more digits that mean anything. */
function microseconds(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
