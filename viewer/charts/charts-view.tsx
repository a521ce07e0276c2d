import type { ViewProps } from '../view.js';

/** Charts of a run. */
export function ChartsView({ store }: ViewProps) {
  return <p class="empty">Charts: {store.document.value?.rounds.length ?? 0} rounds</p>;
}
