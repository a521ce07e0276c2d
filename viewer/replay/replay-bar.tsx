import { localTime } from '../format/time.js';
import { usePage } from '../frame/page-context.js';
import { SPEEDS } from './replay.js';
import { Ruler } from './ruler.js';
import './replay.css';

/** Play, step, speed and the ruler, at the bottom of every view of a run. */
export function ReplayBar() {
  const { replay, store } = usePage();
  const playing = replay.playing.value;
  // Whether the run goes on, not whether its newest moment is shown.
  const live = store.value?.latest.value?.run.state === 'running';
  // Without a time the page follows the run.
  const atEnd = replay.time.value === undefined;
  const round = store.value?.document.value?.rounds.at(-1);
  // Of the newest, because a replayed moment does not know less of what was planned.
  const planned = store.value?.latest.value?.run.plannedRounds;
  // A run of which nobody said when it was has no moment.
  const known = store.value?.now.value || undefined;
  return (
    <section class="replay" aria-label="Replay">
      <div class="replay-keys">
        <button
          type="button"
          class="bare"
          // The same as the arrow keys do anywhere on the page.
          onClick={() => replay.step(-1)}
          aria-label="One round back"
          title="One round back (←)"
        >
          <Icon path="M11 2 5 7l6 5zM3 2v10" />
        </button>
        <button
          type="button"
          class="play"
          onClick={() => replay.toggle()}
          // The label changes and no state is pressed: a button that is both would be said as "Pause, pressed".
          aria-label={playing ? 'Pause' : 'Play'}
          title={`${playing ? 'Pause' : 'Play'} (space)`}
        >
          <Icon path={playing ? 'M3 2h3v10H3zM8 2h3v10H8z' : 'M3 1.5 12 7l-9 5.5z'} />
        </button>
        <button
          type="button"
          class="bare"
          onClick={() => replay.step(1)}
          aria-label="One round forward"
          title="One round forward (→)"
        >
          <Icon path="M3 2l6 5-6 5zM11 2v10" />
        </button>
        <label>
          <span class="hidden">Speed</span>
          <select
            value={String(replay.speed.value)}
            title="Speed (+ and −)"
            onChange={(event) => {
              replay.speed.value = Number(event.currentTarget.value);
            }}
          >
            {SPEEDS.map((speed) => (
              <option key={speed} value={String(speed)}>
                {speed}×
              </option>
            ))}
          </select>
        </label>
      </div>
      <Ruler />
      <p class="replay-now">
        <span>
          {round === undefined ? 'No round yet' : `Round ${round.round}`}
          {planned === undefined ? '' : <span class="soft"> of {planned}</span>}
        </span>
        <span class="soft" title={localTime.full(known)}>
          {localTime.clock(known)}
        </span>
        {/* At the end of a run that is over the button would do nothing. */}
        {live || !atEnd ? (
          <button type="button" class="bare follow" aria-pressed={atEnd} onClick={() => replay.seek(undefined)}>
            {live ? 'Live' : 'End'}
          </button>
        ) : null}
      </p>
    </section>
  );
}

/** A shape for a button, whose label says what it does. */
function Icon({ path }: { path: string }) {
  return (
    <svg
      viewBox="0 0 14 14"
      width="14"
      height="14"
      aria-hidden="true"
      fill="currentColor"
      stroke="currentColor"
      stroke-linejoin="round"
    >
      <path d={path} />
    </svg>
  );
}
