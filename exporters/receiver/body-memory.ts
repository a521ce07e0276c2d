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
/** Pieces that there are at most; further bodies at the same time get memory of their own size. */
const MAX_PIECES = 4;

class KeptMemory implements BodyMemory {
  readonly #free: Buffer[] = [];
  #pieces = 0;

  join(chunks: readonly Buffer[], size: number): LentBody {
    const [first] = chunks;
    if (first !== undefined && chunks.length === 1) return { body: first, release: () => undefined };
    const piece = size > PIECE_BYTES ? undefined : (this.#free.pop() ?? this.#another());
    if (piece === undefined) return { body: Buffer.concat(chunks, size), release: () => undefined };
    let end = 0;
    for (const chunk of chunks) {
      piece.set(chunk, end);
      end += chunk.length;
    }
    return { body: piece.subarray(0, end), release: () => void this.#free.push(piece) };
  }

  #another(): Buffer | undefined {
    if (this.#pieces === MAX_PIECES) return undefined;
    this.#pieces++;
    return Buffer.allocUnsafeSlow(PIECE_BYTES);
  }
}

/** Makes memory for the bodies of one receiver; nothing is taken before the first body of several chunks. */
export function createBodyMemory(): BodyMemory {
  return new KeptMemory();
}
