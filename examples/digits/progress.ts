/** Shows the training: a bar on a terminal, a line a round elsewhere, nothing when quiet. */

import type { RoundNote } from './notes.js';

const WIDTH = 24;

/** Where progress is written; `process.stdout` is one. */
export interface ProgressOutput {
  isTTY?: boolean | undefined;
  /** Width of the terminal in characters. */
  columns?: number | undefined;
  write(text: string): unknown;
}

/** Takes each change of the current round. */
export interface Progress {
  show(note: RoundNote): void;
  /** Leaves the bar on the screen and goes to the next line. */
  done(): void;
}

/** Progress of `rounds` rounds to `output`. */
export function createProgress(output: ProgressOutput, rounds: number, quiet: boolean): Progress {
  if (quiet) return { show: () => undefined, done: () => undefined };
  return output.isTTY === true ? new Bar(output, rounds) : new Lines(output, rounds);
}

class Bar implements Progress {
  /** Results of the last finished round: the current one has none yet. */
  private last: RoundNote | undefined;
  private shown = false;

  constructor(
    private readonly output: ProgressOutput,
    private readonly rounds: number,
  ) {}

  show(note: RoundNote): void {
    if (note.accuracy !== undefined) this.last = note;
    const finished = note.finished ? note.round : note.round - 1;
    const filled = Math.round((WIDTH * finished) / this.rounds);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    const line = `${bar} round ${note.round}/${this.rounds}  ${results(this.last)}  ${clients(note)}`;
    // A line that wraps could not be written over.
    this.output.write(`\r\x1b[K${line.slice(0, (this.output.columns ?? line.length + 1) - 1)}`);
    this.shown = true;
  }

  done(): void {
    if (this.shown) this.output.write('\n');
  }
}

class Lines implements Progress {
  private written = 0;

  constructor(
    private readonly output: ProgressOutput,
    private readonly rounds: number,
  ) {}

  show(note: RoundNote): void {
    if (!note.finished || note.round <= this.written) return;
    this.written = note.round;
    this.output.write(`round ${note.round}/${this.rounds}  ${results(note)}  ${clients(note)}\n`);
  }

  done(): void {}
}

function results(note: RoundNote | undefined): string {
  return `loss ${note?.loss?.toFixed(3) ?? '–'}  accuracy ${note?.accuracy?.toFixed(3) ?? '–'}`;
}

function clients({ updates, selected, stragglers, finished }: RoundNote): string {
  const answered = new Set([...updates.map(({ client }) => client), ...stragglers]);
  const lost = finished ? selected.filter((client) => !answered.has(client)) : [];
  const late = stragglers.length > 0 ? `  late: ${stragglers.join(', ')}` : '';
  return `clients ${updates.length}/${selected.length}${late}${lost.length > 0 ? `  lost: ${lost.join(', ')}` : ''}`;
}
