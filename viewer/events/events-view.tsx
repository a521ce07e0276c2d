import type { ViewProps } from '../view.js';

/** Events of a run. */
export function EventsView({ store }: ViewProps) {
  return <p class="empty">Events: {store.document.value?.rounds.length ?? 0} rounds</p>;
}
