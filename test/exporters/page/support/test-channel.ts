import type { Channel } from '../../../../exporters/page/hub/index.js';

/** The way to a page that reads when the test wants it to. */
export class TestChannel implements Channel {
  readonly written: string[] = [];
  closed = false;
  /** The page reads: whatever is written goes out at once. */
  reads = true;
  readonly #drained: (() => void)[] = [];

  write(data: Buffer | string): boolean {
    this.written.push(data.toString());
    return this.reads;
  }

  onDrain(listener: () => void): void {
    this.#drained.push(listener);
  }

  close(): void {
    this.closed = true;
  }

  /** The page has read everything. */
  drain(): void {
    this.reads = true;
    for (const listener of this.#drained) listener();
  }

  /** Bytes and kinds of everything written. */
  get kinds(): readonly string[] {
    return [...this.written.join('').matchAll(/^event: (.*)$/gm)].map(([, kind = '']) => kind);
  }
}
