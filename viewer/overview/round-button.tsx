import type { Selection } from '../selection/selection.js';

/** The number of a round, which chooses it, or takes the choice back. */
export function RoundButton({ round, selection }: { round: number; selection: Selection }) {
  const isChosen = selection.round.value === round;
  return (
    <button
      type="button"
      class="link"
      // Pressed or not, so that who hears the page knows that a second press takes it back.
      aria-pressed={isChosen}
      onClick={() => {
        selection.round.value = isChosen ? undefined : round;
      }}
    >
      {round}
    </button>
  );
}
