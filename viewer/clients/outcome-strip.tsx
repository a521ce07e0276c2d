import type { RoundFrame } from '../../exporters/page/types.js';
import { Glyph } from '../parts/glyph.js';
import { GLYPH_WORDS } from '../parts/glyph-words.js';
import type { Selection } from '../selection/selection.js';

/**
 * What became of one client in each round, as a row of glyphs. A click chooses the round; by keyboard the table of its
 * rounds does, so that the strip is not hundreds of stops on the way there.
 */
export function OutcomeStrip({
  rounds,
  client,
  selection,
}: {
  /** All rounds, also those that the client has no part in: gaps are what the strip is for. */
  rounds: readonly RoundFrame[];
  /** Index into the run’s list of clients. */
  client: number;
  selection: Selection;
}) {
  return (
    <ol class="outcomes" aria-label="Outcome by round">
      {rounds.map((frame) => {
        const place = frame.clients.client.indexOf(client);
        const outcome = frame.clients.outcome[place] ?? 'none';
        const reason = frame.clients.reason[place];
        const words = `Round ${frame.round}: ${GLYPH_WORDS[outcome]}${reason == null ? '' : ` (${reason})`}`;
        return (
          <li key={frame.round}>
            <button
              type="button"
              class="bare"
              // In reach of the pointer only; see above.
              tabIndex={-1}
              aria-label={words}
              aria-pressed={selection.round.value === frame.round}
              title={words}
              onClick={() => {
                // A second click takes the choice back, as everywhere on the page.
                selection.round.value = selection.round.value === frame.round ? undefined : frame.round;
              }}
              onPointerEnter={() => {
                selection.hover.value = { round: frame.round, client };
              }}
              onPointerLeave={() => {
                selection.hover.value = undefined;
              }}
            >
              <Glyph name={outcome} />
            </button>
          </li>
        );
      })}
    </ol>
  );
}
