import { runFileStem } from '../../journal/index.js';
import type { RunView } from '../../run-model/index.js';
import type { RunDocument } from '../types.js';
import { createFrames, type FrameSet } from './frames.js';
import type { PlaceLookup } from './places.js';

/** Options of {@link documentOf}. */
export interface DocumentOptions {
  /** Name of the run's files without ending. Default: the one that the run id has by itself. */
  readonly stem?: string | undefined;
  /** Epoch milliseconds of the moment that silence is judged at. Default now. */
  readonly now?: number | undefined;
  /** Finds coordinates for clients that gave none. Default: they have none. */
  readonly lookup?: PlaceLookup | undefined;
}

/**
 * A whole run as one document. `JSON.stringify` can write it as it is.
 *
 * @param sequence place in the journal that the view is of
 */
export function documentOf(view: RunView, sequence: number, options: DocumentOptions = {}): RunDocument {
  const { stem = runFileStem(view.runId), now = Date.now(), lookup } = options;
  return toDocument(createFrames({ stem, lookup }).update(view, now), sequence);
}

/** Frames as a document. */
export function toDocument({ run, clients, rounds, logged }: FrameSet, sequence: number): RunDocument {
  return { format: 1, sequence, run, clients, rounds, logged };
}
