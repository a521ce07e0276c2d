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
  rounds: readonly RoundFrame[];
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
              tabIndex={-1}
              aria-label={words}
              aria-pressed={selection.round.value === frame.round}
              title={words}
              onClick={() => {
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
