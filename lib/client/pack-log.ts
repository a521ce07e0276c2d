import type { EpochTime } from '../core/records.js';
import { evenEdges } from '../tracking/even-edges.js';
import type { Histogram } from '../tracking/histogram.js';
import type { Logged, LoggedFact, LoggedHistogram, LoggedScalar, LoggedText } from '../tracking/log-target.js';
import type { FactEntry, HistogramEntry, ReportLog, ReportSteps, ScalarColumn, TextEntry } from './log-format.js';
import { toReportNumber } from './report-number.js';

/** Bytes of a column besides its tag and numbers. */
const COLUMN_BYTES = 24;
/** Bytes of an entry besides what is in it. */
const ENTRY_BYTES = 16;
/** Less room than this holds nothing. */
const LEAST_BYTES = 32;

const FACT_KINDS = { params: 'p', tags: 'g', artifact: 'a' } as const;

/** What went into a report and what did not. */
export interface PackedLog {
  readonly log: ReportLog;
  readonly left: Logged[];
}

/**
 * Fills a report with what waits, oldest first. A tag of which one value finds no room waits with all its later ones, so
 * that its values arrive in order; others go on.
 *
 * @param startMillis the report's start, from which times count
 * @param maxBytes room as JSON; never passed
 */
export function packLog(waiting: readonly Logged[], startMillis: number, maxBytes: number): PackedLog {
  const packer = new Packer(startMillis);
  let left: readonly Logged[] = waiting;
  // Costs are estimated from above, so the room is looked at again when it seems to be full.
  for (;;) {
    const before = left.length;
    left = packer.fill(left, maxBytes - packer.bytes);
    if (left.length === 0 || left.length === before) {
      return { log: packer.log(), left: [...left] };
    }
  }
}

class Packer {
  readonly #start: number;
  readonly #columns = new Map<string, LoggedScalar[]>();
  readonly #entries: (HistogramEntry | TextEntry)[] = [];
  readonly #facts: FactEntry[] = [];

  constructor(startMillis: number) {
    this.#start = startMillis;
  }

  /** Bytes as JSON. */
  get bytes(): number {
    return byteLength(this.log());
  }

  /** Takes what fits and returns the rest. */
  fill(waiting: readonly Logged[], room: number): Logged[] {
    const left: Logged[] = [];
    const held = new Set<string>();
    let bytes = room;
    for (const logged of waiting) {
      const tag = tagOf(logged);
      const cost = bytes < LEAST_BYTES || held.has(tag) ? Number.POSITIVE_INFINITY : this.#cost(logged);
      if (cost > bytes) {
        held.add(tag);
        left.push(logged);
      } else {
        bytes -= cost;
        this.#add(logged);
      }
    }
    return left;
  }

  log(): ReportLog {
    const columns = [...this.#columns].map(([tag, scalars]) => this.#column(tag, scalars));
    return {
      ...(columns.length === 0 ? {} : { s: columns }),
      ...(this.#entries.length === 0 ? {} : { e: this.#entries }),
      ...(this.#facts.length === 0 ? {} : { f: this.#facts }),
    };
  }

  #add(logged: Logged): void {
    switch (logged.kind) {
      case 'scalar': {
        const column = this.#columns.get(logged.name) ?? [];
        column.push(logged);
        this.#columns.set(logged.name, column);
        break;
      }
      case 'histogram':
      case 'text':
        this.#entries.push(this.#entry(logged));
        break;
      default:
        this.#facts.push(this.#fact(logged));
    }
  }

  /** Most bytes that a value adds. */
  #cost(logged: Logged): number {
    switch (logged.kind) {
      case 'scalar': {
        const numbers = [logged.step ?? null, this.#offset(logged.time), toReportNumber(logged.value)];
        const column = this.#columns.has(logged.name) ? 0 : byteLength(logged.name) + COLUMN_BYTES;
        return column + byteLength(numbers);
      }
      case 'histogram':
      case 'text':
        return ENTRY_BYTES + byteLength(this.#entry(logged));
      default:
        return ENTRY_BYTES + byteLength(this.#fact(logged));
    }
  }

  #column(tag: string, scalars: readonly LoggedScalar[]): ScalarColumn {
    const offsets = scalars.map(({ time }) => this.#offset(time));
    const times = offsets.map((offset, index) => offset - (index === 0 ? 0 : (offsets[index - 1] ?? 0)));
    return [tag, stepsOf(scalars), times, scalars.map(({ value }) => toReportNumber(value))];
  }

  #entry(logged: LoggedHistogram | LoggedText): HistogramEntry | TextEntry {
    const { name, step = null } = logged;
    const offset = this.#offset(logged.time);
    if (logged.kind === 'text') {
      return ['t', name, step, offset, logged.text];
    }
    const { counts, min, max, sum, sumOfSquares, nonfinite } = logged.histogram;
    const facts = [min, max, toReportNumber(sum), toReportNumber(sumOfSquares), nonfinite] as const;
    return ['h', name, step, offset, edgesOf(logged.histogram), [...counts], [...facts]];
  }

  #fact(logged: LoggedFact): FactEntry {
    return [FACT_KINDS[logged.kind], this.#offset(logged.time), logged.given];
  }

  #offset([seconds, nanos]: EpochTime): number {
    return seconds * 1000 + Math.floor(nanos / 1e6) - this.#start;
  }
}

/** Values under one tag, of one kind: numbers and histograms of one name do not wait for each other. */
function tagOf(logged: Logged): string {
  return 'name' in logged ? `${logged.kind} ${logged.name}` : logged.kind;
}

function stepsOf(scalars: readonly LoggedScalar[]): ReportSteps {
  const steps = scalars.map(({ step }) => step ?? null);
  const first = steps[0] ?? null;
  if (steps.every((step) => step === null)) {
    return null;
  }
  return first !== null && steps.every((step, index) => step === first + index) ? first : steps;
}

/** Only the outer edges where a reader can make the others from them, to the last bit. */
function edgesOf({ edges, counts }: Histogram): number[] {
  const first = edges[0] ?? 0;
  const last = edges.at(-1) ?? 0;
  const even = evenEdges(first, last, counts.length);
  return even.every((edge, index) => edge === edges[index]) ? [first, last] : [...edges];
}

function byteLength(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
