import type { EventStream } from '../../../viewer/data/reconnect.js';

type Listener = Parameters<EventStream['addEventListener']>[1];

/** A stream that a test plays. */
export class FakeStream implements EventStream {
  readonly #listeners = new Map<string, Listener>();
  isClosed = false;

  addEventListener(kind: string, listener: Listener): void {
    this.#listeners.set(kind, listener);
  }

  close(): void {
    this.isClosed = true;
  }

  play(kind: string, data = '', lastEventId = ''): void {
    this.#listeners.get(kind)?.({ data, lastEventId });
  }
}
