import type { ClientFieldDescriptor } from '../../semconv/index.js';
import type { ReadReport } from '../client/read-report.js';
import type { AttributeMap, AttributeValue } from '../core/records.js';

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
  readonly names: string[] = [];
  readonly values: number[] = [];
  readonly metricNames: string[] = [];
  readonly metricValues: number[] = [];
  /** Display name, location and free attributes. */
  attributes: Record<string, AttributeValue> = {};

  /** Values that rounds and instruments add up; here also when privacy keeps them out of the record. */
  samples: number | undefined;
  bytesSent: number | undefined;
  bytesReceived: number | undefined;
  gradientNorm: number | undefined;
  staleness: number | undefined;

  /**
   * @param round number of the round
   * @param client id as it leaves the process
   */
  constructor(
    readonly round: number,
    readonly client: string,
  ) {}

  /** Takes the value of a known field. */
  addField(field: ClientFieldDescriptor, value: number, recorded: boolean): void {
    if (recorded) {
      this.names.push(field.name);
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
    this.metricNames.push(name);
    this.metricValues.push(value);
  }

  /** Takes free attributes. */
  addAttributes(attributes: AttributeMap): void {
    this.attributes = Object.assign(this.attributes, attributes);
  }
}
