import { ArgumentReader, asObject } from '../core/read.js';
import type { AttributeValue } from '../core/records.js';
import { redactSecrets } from '../core/secrets.js';
import { copyEntries, cutText, entriesOf, toNumber } from '../core/values.js';
import type { Warnings } from '../core/warnings.js';
import { fieldsByOption } from '../update/field-table.js';
import { type ReportNumber, toReportNumber } from './report-number.js';
import type { ClientReport } from './types.js';

/** Most bytes of a report as JSON: it travels inside an app's message, beside a model. */
export const MAX_REPORT_BYTES = 4096;

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

  /** The report, small enough: the largest free entries go first, then fields, and what went is counted and said. */
  build(times: Pick<ClientReport, 'v' | 'start' | 'end' | 'span'>): ClientReport {
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
    return report;
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
