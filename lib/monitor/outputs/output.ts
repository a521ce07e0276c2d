import type { ResourceSample } from '../types.js';

/** Where samples go as they are taken. */
export interface Output {
  /** Must not throw. */
  write(sample: ResourceSample): void;
  /** Resolves when files and addresses are given back. Never rejects. */
  close(): Promise<void>;
}
