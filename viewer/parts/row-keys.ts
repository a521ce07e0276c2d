/**
 * Whether a key is pressed for the browser or the system (Ctrl, Alt, ⌘): a list that took `Ctrl +` for itself would keep
 * a reader from making the page larger.
 */
export function isForBrowser({ ctrlKey, metaKey, altKey }: HeldKeys): boolean {
  return ctrlKey || metaKey || altKey;
}

/** The keys that a keyboard event says were held while another was pressed. */
interface HeldKeys {
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/**
 * The place that a key moves to in a list, `undefined` when the key means nothing there.
 *
 * @param place where it is now, from 0; -1 for nowhere
 * @param page how many places a page key moves by
 */
export function moveActive(key: string, place: number, total: number, page: number): number | undefined {
  if (total === 0) return undefined;
  const to = (next: number) => Math.min(total - 1, Math.max(0, next));
  switch (key) {
    case 'ArrowDown':
      return to(place + 1);
    case 'ArrowUp':
      return to(place === -1 ? total - 1 : place - 1);
    case 'PageDown':
      return to(place + page);
    case 'PageUp':
      return to(place - page);
    case 'Home':
      return 0;
    case 'End':
      return total - 1;
    default:
      return undefined;
  }
}
