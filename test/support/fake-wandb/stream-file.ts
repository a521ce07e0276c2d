import { parseRow } from './row.js';

/** Lines of one file of a run's stream: whoever sends an offset again overwrites. */
export class StreamFile {
  readonly lines: string[] = [];
  /** Lines that came again and were the same. */
  repeated = 0;
  /** Lines that came again as something else. */
  changed = 0;
  /** Offsets that left a hole. */
  readonly gaps: number[] = [];

  write(offset: number, content: readonly string[]): void {
    if (offset > this.lines.length) this.gaps.push(offset);
    while (this.lines.length < offset) this.lines.push('{}');
    content.forEach((line, index) => {
      const old = this.lines[offset + index];
      if (old === line) this.repeated += 1;
      else if (old !== undefined) this.changed += 1;
      this.lines[offset + index] = line;
    });
  }

  get rows(): Record<string, unknown>[] {
    return this.lines.map(parseRow);
  }
}
