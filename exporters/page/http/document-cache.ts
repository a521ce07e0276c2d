import type { Buffer } from 'node:buffer';
import type { DocumentAnswer } from '../hub/index.js';
import { packText } from '../pack-text.js';
import { GZIP_LEVEL } from './answer.js';

/** Documents that are kept compressed: the last of the runs that were asked for last. */
const MAX_DOCUMENTS = 8;
const MAX_BYTES = 64 * 1024 * 1024;

/** Compressed documents: two hundred pages that open at once cost what one does. */
export interface DocumentCache {
  /** A run's document as gzip. */
  compressed(stem: string, document: DocumentAnswer): Promise<Buffer>;
}

interface Cached {
  readonly tag: string;
  readonly content: Promise<Buffer>;
  bytes: number;
}

class RecentDocuments implements DocumentCache {
  readonly #cached = new Map<string, Cached>();

  compressed(stem: string, { tag, pieces }: DocumentAnswer): Promise<Buffer> {
    const known = this.#cached.get(stem);
    this.#cached.delete(stem);
    const cached = known?.tag === tag ? known : { tag, content: packText(pieces(), GZIP_LEVEL), bytes: 0 };
    this.#cached.set(stem, cached);
    cached.content.then(
      ({ length }) => {
        cached.bytes = length;
        this.#forgetOldest();
      },
      () => this.#cached.delete(stem),
    );
    return cached.content;
  }

  #forgetOldest(): void {
    for (const stem of this.#cached.keys()) {
      const bytes = [...this.#cached.values()].reduce((sum, cached) => sum + cached.bytes, 0);
      if (this.#cached.size <= MAX_DOCUMENTS && bytes <= MAX_BYTES) return;
      this.#cached.delete(stem);
    }
  }
}

/** Creates a cache with nothing in it. */
export function createDocumentCache(): DocumentCache {
  return new RecentDocuments();
}
