import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { RunDocument } from '../../exporters/page/types.js';
import { lastWhere } from '../parts/last-where.js';
import { createPace, type Pace } from './pace.js';

/** Speeds that can be chosen, in order. */
export const SPEEDS: readonly number[] = [0.5, 1, 2, 5, 10];

/** Shortest time between two moments while playing, milliseconds: what is shown changes in steps, not smoothly. */
const TICK_MILLIS = 50;

/** Goes through a run's past. */
export interface Replay {
  /** The moment that is shown, epoch milliseconds; `undefined`: the newest, and following when the run is live. */
  readonly time: ReadonlySignal<number | undefined>;
  /** Whether moments go by by themselves. */
  readonly playing: ReadonlySignal<boolean>;
  /**
   * One of {@link SPEEDS}.
   */
  readonly speed: Signal<number>;
  /** How long the run takes to be played; `undefined` while there is no run. */
  readonly pace: ReadonlySignal<Pace | undefined>;
  /** Replay second that is shown, for the ruler. */
  readonly position: ReadonlySignal<number>;
  /** Plays from where it is; from the start when it is at the end. */
  play(): void;
  /** Stops at the moment that is shown. */
  pause(): void;
  /** Plays or pauses. */
  toggle(): void;
  /** Shows a moment; at or after the newest it follows. */
  seek(time: number | undefined): void;
  /** Shows the end of the next round, or the end of the one before. Pauses. */
  step(direction: 1 | -1): void;
  /** Next faster or slower speed. */
  changeSpeed(direction: 1 | -1): void;
}

/** What the replay needs of the browser; tests give their own. */
export interface ReplayOptions {
  /** The run with everything that is known; a live one grows while it is played. */
  readonly latest: ReadonlySignal<RunDocument | undefined>;
  /** Calls back before the next frame with a time in milliseconds. */
  requestFrame(callback: (millis: number) => void): void;
}

/** Creates the replay of whatever run `latest` holds. */
export function createReplay({ latest, requestFrame }: ReplayOptions): Replay {
  const time = signal<number | undefined>(undefined);
  const playing = signal(false);
  const speed = signal(1);
  const pace = computed(() => (latest.value === undefined ? undefined : createPace(latest.value)));
  let before: number | undefined;

  const seek = (to: number | undefined) => {
    const end = pace.value?.end;
    time.value = to === undefined || end === undefined || to >= end ? undefined : Math.max(to, pace.value?.start ?? to);
  };
  const frame = (millis: number) => {
    if (!playing.value || pace.value === undefined || time.value === undefined) {
      playing.value = false;
      return;
    }
    before ??= millis;
    // The first frame only says when the replay began.
    const passed = millis - before;
    if (passed >= TICK_MILLIS) {
      before = millis;
      // A page in the background gets no frames: it goes on where it was, not where it would be.
      const seconds = (Math.min(passed, 1000) / 1000) * speed.value;
      const next = pace.value.toPlay(time.value) + seconds;
      seek(next >= pace.value.length ? undefined : pace.value.toTime(next));
      if (time.value === undefined) {
        playing.value = false;
        return;
      }
    }
    requestFrame(frame);
  };
  const play = () => {
    if (playing.value || pace.value === undefined) return;
    if (time.value === undefined) seek(pace.value.start);
    if (time.value === undefined) return;
    playing.value = true;
    before = undefined;
    requestFrame(frame);
  };
  const pause = () => {
    playing.value = false;
  };
  return {
    time,
    playing,
    speed,
    pace,
    position: computed(() => {
      const known = pace.value;
      if (known === undefined) return 0;
      return time.value === undefined ? known.length : known.toPlay(time.value);
    }),
    play,
    pause,
    toggle: () => (playing.value ? pause() : play()),
    seek,
    step(direction) {
      pause();
      const known = pace.value;
      if (known === undefined) return;
      const stops = [...new Set([known.start, ...known.spans.map((span) => span.end ?? known.end)])].sort(
        (a, b) => a - b,
      );
      // At the newest, the last round is what is shown: back is to the one before it.
      const at = time.value ?? stops[stops.length - 1] ?? known.end;
      const next = direction > 0 ? stops.find((stop) => stop > at) : lastWhere(stops, (stop) => stop < at);
      if (next !== undefined) seek(next);
      else if (direction > 0) seek(undefined);
    },
    changeSpeed(direction) {
      const place = SPEEDS.indexOf(speed.value) + direction;
      speed.value = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, place))] ?? 1;
    },
  };
}
