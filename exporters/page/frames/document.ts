import { runFileStem } from '../../journal/index.js';
import type { RunModel, RunView } from '../../run-model/index.js';
import { inTurns } from '../../sink-parts/index.js';
import type { RunDocument } from '../types.js';
import { frameText, listText } from './frame-text.js';
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

/** The same document of what a model knows now; others have their turns meanwhile. */
export async function documentInTurns(
  model: RunModel,
  sequence: number,
  options: Omit<DocumentOptions, 'stem'> = {},
): Promise<RunDocument> {
  const { now = Date.now(), lookup } = options;
  const frames = createFrames({ stem: runFileStem(model.runId), lookup });
  frames.measure(model.resources());
  const view = await inTurns(
    model.viewSteps(function* (round, upToIt) {
      yield* frames.meet(round, upToIt);
    }),
  );
  // Where a run was started again, what counts of a round's clients is known only when all rounds are.
  const all = view.attempts.length > 1 ? createFrames({ stem: runFileStem(view.runId), lookup }) : frames;
  return toDocument(await inTurns(all.updateSteps(view, now)), sequence);
}

/**
 * The JSON of a document in pieces, some of them empty. With the first, all is taken that may change with later frames. A round
 * is made when its pieces are asked for: at once, all of a long run would take several times as much memory as its JSON.
 *
 * @param textOf writes a frame in pieces
 */
export function* documentText(
  { format, sequence, run, clients, rounds, logged }: RunDocument,
  textOf: (frame: object) => Iterable<string> = frameText,
): Generator<string, void> {
  const entries = [...clients];
  yield `${JSON.stringify({ format, sequence }).slice(0, -1)},"run":`;
  yield* textOf(run);
  yield ',"clients":';
  yield* listText(entries);
  let separator = ',"rounds":[';
  for (const round of rounds) {
    yield separator;
    yield* textOf(round);
    separator = ',';
  }
  if (rounds.length === 0) yield separator;
  yield ']';
  if (logged !== undefined) {
    yield ',"logged":';
    yield* textOf(logged);
  }
  yield '}';
}

/** Frames as a document. */
export function toDocument({ run, clients, rounds, logged }: FrameSet, sequence: number): RunDocument {
  return { format: 1, sequence, run, clients, rounds, logged };
}
