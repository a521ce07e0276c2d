import type { Explanation } from '../../run-model/index.js';
import type { ExplanationFrame, PathPiece } from '../types.js';
import { present } from './values.js';

/** The page marks the first of them; a round that nobody answered shall not be twice as long for that. */
const MOST_WAITED_FOR = 100;

/**
 * Why a round took as long as it did, for the page.
 *
 * @param places index of the frame by index of the round's task
 */
export function explanationFrame(
  { sentences, criticalPath, path, basis, heldUpBy }: Explanation,
  indexOf: (id: string) => number,
  places: readonly (number | undefined)[],
): ExplanationFrame {
  return present<ExplanationFrame>({
    sentences,
    basis,
    heldUpBy: heldUpBy === undefined ? undefined : indexOf(heldUpBy.clientId),
    criticalPath: criticalPath.flatMap((task) => places[task] ?? []),
    path: path.map(({ kind, clientId, start, end, task, measured, waitedFor }) =>
      present<PathPiece>({
        kind,
        client: clientId === undefined ? undefined : indexOf(clientId),
        start,
        end,
        task: task === undefined ? undefined : places[task],
        measured,
        waitedFor: waitedFor.length === 0 ? undefined : waitedFor.slice(0, MOST_WAITED_FOR).map(indexOf),
      }),
    ),
  });
}
