import type { ViewProps } from '../view.js';

/** Map of a run. */
export function MapView({ store }: ViewProps) {
  return <p class="empty">Map: {store.document.value?.rounds.length ?? 0} rounds</p>;
}
