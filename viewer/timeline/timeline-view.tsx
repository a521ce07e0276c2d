import type { ViewProps } from '../view.js';

/** Timeline of a run. */
export function TimelineView({ store }: ViewProps) {
  return <p class="empty">Timeline: {store.document.value?.rounds.length ?? 0} rounds</p>;
}
