import { ArgumentReader, asObject } from '../core/read.js';
import type { AttributeValue } from '../core/records.js';
import { redactSecrets } from '../core/secrets.js';
import type { TaskResources } from '../core/task-watch.js';
import { copyEntries, cutText, entriesOf, toNumber } from '../core/values.js';
import type { Warnings } from '../core/warnings.js';
import { fieldsByOption } from '../update/field-table.js';
import type { ReportLog } from './log-format.js';
import { type ReportNumber, toReportNumber } from './report-number.js';
import { packResources } from './report-resources.js';
import type { ClientReport } from './types.js';

/** Most bytes of a report as JSON: it travels inside an app's message, beside a model. */
export const MAX_REPORT_BYTES = 4096;

/** Bytes of the log's own key and of its counts of what found no room. */
const LOG_BYTES = 60;

/** Bytes of the key of what was measured. */
const RESOURCES_BYTES = 13;

/** Gathers what a client's task reports. */
export class ReportBuilder {
  readonly #warnings: Warnings;
  readonly #read: ArgumentReader;
  readonly #fields = new Map<string, number>();
  readonly #metrics = new Map<string, number>();
  readonly #attributes = new Map<string, AttributeValue>();

  constructor(warnings: Warnings) {
    this.#warnings = warnings;
    this.#read = new ArgumentReader('task.set', warnings);
  }

  /** Adds values; unknown numbers become metrics, everything else attributes. */
  set(given: unknown): void {
    for (const [name, value] of Object.entries(asObject(given))) {
      const number = toNumber(value);
      if (name === 'metrics') {
        this.#setMetrics(value);
      } else if (name === 'attributes') {
        this.#setAttributes(value);
      } else if (fieldsByOption.has(name)) {
        this.#setField(name, this.#read.number(name, value));
      } else if (number !== undefined) {
        this.#metrics.set(name, number);
      } else {
        this.#setAttributes({ [name]: value });
      }
    }
  }

  /**
   * The report, small enough: the largest free entries go first, then fields, and what went is counted and said. What
   * writers logged gets the room that is left.
   *
   * @param takeLog makes the log of at most so many bytes as JSON
   * @param measured what a monitor measured during the task
   */
  build(
    times: Pick<ClientReport, 'v' | 'start' | 'end' | 'span'>,
    takeLog?: (maxBytes: number) => ReportLog | undefined,
    measured?: TaskResources,
  ): ClientReport {
    let trimmed = 0;
    let report = this.#assemble(times, trimmed);
    while (byteLength(report) > MAX_REPORT_BYTES && this.#dropLargest()) {
      trimmed += 1;
      report = this.#assemble(times, trimmed);
    }
    if (trimmed > 0) {
      this.#warnings.warn(
        'FEDOTEL_REPORT_TRIMMED',
        `clientTask: the report was over ${MAX_REPORT_BYTES} bytes: ${trimmed} of its values were left out, largest first`,
      );
    }
    const resources = measured && packResources(measured, MAX_REPORT_BYTES - byteLength(report) - RESOURCES_BYTES);
    report = resources === undefined ? report : { ...report, resources };
    return this.#withLog(report, takeLog?.(MAX_REPORT_BYTES - byteLength(report) - LOG_BYTES));
  }

  #withLog(report: ClientReport, log: ReportLog | undefined): ClientReport {
    if (log === undefined) {
      return report;
    }
    const { waiting = 0, lost = 0 } = log;
    if (waiting + lost > 0) {
      this.#warnings.warn(
        'FEDOTEL_REPORT_TRIMMED',
        `clientTask: more was logged than reports of ${MAX_REPORT_BYTES} bytes carry: ${waiting} values wait for the next report, ${lost} are lost`,
        'log',
      );
    }
    const whole = { ...report, log };
    return byteLength(whole) <= MAX_REPORT_BYTES ? whole : report;
  }

  #setField(name: string, value: number | undefined): void {
    if (value !== undefined) {
      this.#fields.set(name, value);
    }
  }

  #setMetrics(given: unknown): void {
    for (const [name, value] of entriesOf(given)) {
      const number = this.#read.number(`metrics.${cutText(name, 100)}`, value);
      if (number !== undefined) {
        this.#metrics.set(name, number);
      }
    }
  }

  #setAttributes(given: unknown): void {
    for (const [name, value] of Object.entries(copyEntries(given, (key) => key, redactSecrets))) {
      this.#attributes.set(name, value);
    }
  }

  #assemble(times: Pick<ClientReport, 'v' | 'start' | 'end' | 'span'>, trimmed: number): ClientReport {
    return {
      ...times,
      ...(this.#fields.size === 0 ? {} : { fields: encode(this.#fields) }),
      ...(this.#metrics.size === 0 ? {} : { metrics: encode(this.#metrics) }),
      ...(this.#attributes.size === 0 ? {} : { attributes: Object.fromEntries(this.#attributes) }),
      ...(trimmed === 0 ? {} : { trimmed }),
    };
  }

  #dropLargest(): boolean {
    for (const map of [this.#attributes, this.#metrics, this.#fields] as Map<string, unknown>[]) {
      const sizes = [...map].map(([name, value]) => [name, byteLength([name, value])] as const);
      const largest = sizes.reduce<readonly [string, number] | undefined>(
        (best, entry) => (best === undefined || entry[1] > best[1] ? entry : best),
        undefined,
      );
      if (largest !== undefined) {
        return map.delete(largest[0]);
      }
    }
    return false;
  }
}

function encode(numbers: ReadonlyMap<string, number>): Record<string, ReportNumber> {
  return Object.fromEntries([...numbers].map(([name, value]) => [name, toReportNumber(value)]));
}

function byteLength(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
