import type { ClientFieldDescriptor } from '../../semconv/index.js';
import type { ReadReport } from '../client/read-report.js';
import type { AttributeMap } from '../core/records.js';

/** Free numbers of the many updates that have none. */
const NONE: readonly never[] = [];

/** An update as it was understood: everything copied, checked, and filtered by the run's privacy policy. */
export class UpdateDraft {
  operation = 'train';
  state = 'active';
  result: string | undefined;
  baseRound: number | undefined;
  /** Whether the record names the base round, which tells how stale the update is. */
  showsBaseRound = true;
  /** Epoch milliseconds, when the app gave a time. */
  time: number | undefined;
  report: ReadReport | undefined;
  readonly values: number[] = [];
  /** Display name, location and free attributes; most updates have none. */
  attributes: AttributeMap | undefined;

  /** Values that rounds and instruments add up; here also when privacy keeps them out of the record. */
  samples: number | undefined;
  bytesSent: number | undefined;
  bytesReceived: number | undefined;
  gradientNorm: number | undefined;
  staleness: number | undefined;

  #metricNames: string[] | undefined;
  #metricValues: number[] | undefined;
  /** Names of the update before, and how many of them are this one's too. */
  readonly #expected: readonly string[];
  #same = 0;
  /** This update's own list, once a name is another. */
  #own: string[] | undefined;

  /**
   * @param round number of the round
   * @param client id as it leaves the process
   * @param expected names that an earlier draft had: if this one's turn out the same, records share one list
   */
  constructor(
    readonly round: number,
    readonly client: string,
    expected: readonly string[],
  ) {
    this.#expected = expected;
  }

  /** Metric names of the known fields, in the order of `values`. */
  get names(): readonly string[] {
    if (this.#own !== undefined) {
      return this.#own;
    }
    return this.#same === this.#expected.length ? this.#expected : this.#expected.slice(0, this.#same);
  }

  /** Names of free numbers. */
  get metricNames(): readonly string[] {
    return this.#metricNames ?? NONE;
  }

  /** Free numbers, in the order of their names. */
  get metricValues(): readonly number[] {
    return this.#metricValues ?? NONE;
  }

  /** Takes the value of a known field. */
  addField(field: ClientFieldDescriptor, value: number, recorded: boolean): void {
    if (recorded) {
      this.#addName(field.name);
      this.values.push(value);
    }
    switch (field.field) {
      case 'samples':
        this.samples = value;
        break;
      case 'bytesSent':
        this.bytesSent = value;
        break;
      case 'bytesReceived':
        this.bytesReceived = value;
        break;
      case 'gradientNorm':
        this.gradientNorm = value;
        break;
      case 'staleness':
        this.staleness = value;
        break;
      default:
    }
  }

  /** Takes a free number. */
  addMetric(name: string, value: number): void {
    this.#metricNames ??= [];
    this.#metricValues ??= [];
    this.#metricNames.push(name);
    this.#metricValues.push(value);
  }

  /** Takes free attributes. */
  addAttributes(attributes: AttributeMap): void {
    this.attributes = { ...this.attributes, ...attributes };
  }

  #addName(name: string): void {
    if (this.#own === undefined && this.#expected[this.#same] === name) {
      this.#same += 1;
    } else {
      this.#own ??= this.#expected.slice(0, this.#same);
      this.#own.push(name);
    }
  }
}
