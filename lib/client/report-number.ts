/** A number as a report holds it: JSON has no word for the others, and a diverged loss is worth knowing. */
export type ReportNumber = number | 'NaN' | 'Infinity' | '-Infinity';

/** A number as it stands in a report. */
export function toReportNumber(value: number): ReportNumber {
  if (Number.isFinite(value)) {
    return value;
  }
  if (Number.isNaN(value)) {
    return 'NaN';
  }
  return value > 0 ? 'Infinity' : '-Infinity';
}

/** The number that a report's value stands for; anything else as it is. */
export function fromReportNumber(value: unknown): unknown {
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : value;
}
