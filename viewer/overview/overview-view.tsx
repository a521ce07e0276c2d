import type { ViewProps } from '../view.js';

/** Overview of a run. */
export function OverviewView({ store }: ViewProps) {
  return <p class="empty">Overview: {store.document.value?.rounds.length ?? 0} rounds</p>;
}
