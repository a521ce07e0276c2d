import { runFileStem } from '../../journal/index.js';
import type { RunModel, RunView } from '../../run-model/index.js';
import { viewInTurns } from '../../sink-parts/index.js';
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

/** The same document of what a model knows now, made a round at a time, so that others have their turns meanwhile. */
export async function documentInTurns(
  model: RunModel,
  sequence: number,
  options: Omit<DocumentOptions, 'stem'> = {},
): Promise<RunDocument> {
  const { now = Date.now(), lookup } = options;
  const frames = createFrames({ stem: runFileStem(model.runId), lookup });
  frames.measure(model.resources());
  const view = await viewInTurns(model, (round, upToIt) => frames.meet(round, upToIt));
  // Where a run was started again, what counts of a round's clients is known only when all rounds are.
  if (view.attempts.length > 1) return documentOf(view, sequence, { now, lookup });
  return toDocument(frames.update(view, now), sequence);
}

/**
 * The JSON of a document in pieces, the first of which has all that may change with later frames. A round is made when its
 * piece is asked for: at once, all of a long run would take several times as much memory as its JSON.
 *
 * @param jsonOf writes a frame. Default `JSON.stringify`
 */
export function* documentText(
  { format, sequence, run, clients, rounds, logged }: RunDocument,
  jsonOf: (frame: object) => string = JSON.stringify,
): Generator<string, void> {
  const head = JSON.stringify({ format, sequence }).slice(0, -1);
  yield `${head},"run":${jsonOf(run)},"clients":${JSON.stringify(clients)},"rounds":[`;
  let separator = '';
  for (const round of rounds) {
    yield separator + jsonOf(round);
    separator = ',';
  }
  yield logged === undefined ? ']}' : `],"logged":${jsonOf(logged)}}`;
}

/** Frames as a document. */
export function toDocument({ run, clients, rounds, logged }: FrameSet, sequence: number): RunDocument {
  return { format: 1, sequence, run, clients, rounds, logged };
}
