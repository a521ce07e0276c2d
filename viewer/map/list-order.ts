import type { Marker } from './markers.js';

/** `site 2` before `site 10`. */
const collator = new Intl.Collator('en', { numeric: true });

/** The clients of the list: those on the map first, then those without a place; each by name, as people count. */
export function listOrder(markers: readonly Marker[]): Marker[] {
  return [...markers].sort(
    (a, b) =>
      Number(a.place === undefined) - Number(b.place === undefined) ||
      collator.compare(a.label, b.label) ||
      a.client - b.client,
  );
}
