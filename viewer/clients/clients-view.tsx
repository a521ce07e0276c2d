import type { ViewProps } from '../view.js';

/** Clients of a run. */
export function ClientsView({ store }: ViewProps) {
  return <p class="empty">Clients: {store.document.value?.rounds.length ?? 0} rounds</p>;
}
