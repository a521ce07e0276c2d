import type { Replay } from './replay.js';

/** A key as a keyboard event has it. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** Where the focus is: in a field all keys are the field's, on a control those that operate it. */
export type FocusKind = 'field' | 'control' | 'page';

/**
 * Does what a key means for the replay. Returns whether it meant something, so that the browser's own meaning can be
 * prevented.
 */
export function pressKey(replay: Replay, { key, ctrlKey, metaKey, altKey }: KeyPress, focus: FocusKind): boolean {
  if (ctrlKey || metaKey || altKey || focus === 'field') return false;
  switch (key) {
    case ' ':
      if (focus === 'control') return false;
      replay.toggle();
      return true;
    case 'ArrowRight':
      replay.step(1);
      return true;
    case 'ArrowLeft':
      replay.step(-1);
      return true;
    // To the beginning and to the newest, as in any player.
    case 'Home':
      replay.pause();
      replay.seek(replay.pace.value?.start);
      return true;
    case 'End':
      replay.pause();
      replay.seek(undefined);
      return true;
    case '+':
    // Plus without Shift on many keyboards.
    case '=':
      replay.changeSpeed(1);
      return true;
    case '-':
      replay.changeSpeed(-1);
      return true;
    default:
      return false;
  }
}
