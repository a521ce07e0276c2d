import { Buffer } from 'node:buffer';

/** A whole body in memory that may be lent. */
export interface LentBody {
  readonly body: Buffer;
  /** The body is of no use any more: its memory may take another one. To be called once. */
  release(): void;
}

/**
 * Memory that bodies are put together in, used again and again. What lies outside the JavaScript heap counts for when V8
 * collects garbage: with a new piece for every body, full collections come several times as often as the heap needs them.
 */
export interface BodyMemory {
  /** Puts the chunks together. @param size bytes of all chunks */
  join(chunks: readonly Buffer[], size: number): LentBody;
}

/** Bytes of a piece that is kept; of its pages only those that a body has reached take memory. Larger bodies are rare. */
const PIECE_BYTES = 4 * 1024 * 1024;
/** Pieces that are kept while no body uses them. */
const MAX_KEPT = 4;

class KeptMemory implements BodyMemory {
  readonly #free: Buffer[] = [];

  join(chunks: readonly Buffer[], size: number): LentBody {
    const [first] = chunks;
    if (first !== undefined && chunks.length === 1) return { body: first, release: () => undefined };
    if (size > PIECE_BYTES) return { body: Buffer.concat(chunks, size), release: () => undefined };
    const piece = this.#free.pop() ?? Buffer.allocUnsafeSlow(PIECE_BYTES);
    let end = 0;
    for (const chunk of chunks) {
      piece.set(chunk, end);
      end += chunk.length;
    }
    return { body: piece.subarray(0, end), release: () => this.#keep(piece) };
  }

  #keep(piece: Buffer): void {
    if (this.#free.length < MAX_KEPT) this.#free.push(piece);
  }
}

/** Makes memory for the bodies of one receiver; nothing is taken before the first body of several chunks. */
export function createBodyMemory(): BodyMemory {
  return new KeptMemory();
}
