import type { MlflowRun } from '../api/index.js';

/** Clients that `auto` gives keys of their own; with as many there may be more (see `--per-client`). */
const MOST_IN_KEYS = 300;

/**
 * Distinct clients of a run by its keys; `undefined` where the keys do not tell, because clients are in bands or in
 * runs of their own.
 */
export function countClients({ metrics, tags }: MlflowRun): number | undefined {
  const mode = tags.find(({ key }) => key === 'fl.per_client')?.value;
  const ids = new Set<string>();
  let keys = 0;
  for (const { key } of metrics) {
    // HiveWatch does not escape ids: what follows the last dot is the field then, else what follows the second.
    const [, id] = (mode === undefined ? /^client\.(.+)\.[^.]+$/s : /^client\.([^.]+)\./).exec(key) ?? [];
    if (id === undefined) continue;
    ids.add(id);
    keys += 1;
  }
  const complete = ids.size > 0 && (mode !== 'auto' || keys < MOST_IN_KEYS);
  return complete ? ids.size : undefined;
}
