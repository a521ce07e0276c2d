import type { UsageRow } from './usage-rows.js';

/** What a client may have too little of. */
export type Scarce = 'memory' | 'processor' | 'GPU memory';

/** From which share on a resource is called short: below, a machine has room for a round that needs a little more. */
const LIMITS: readonly (readonly [what: Scarce, field: 'host_memory' | 'host_cpu' | 'gpu_memory', share: number])[] = [
  ['memory', 'host_memory', 0.9],
  ['processor', 'host_cpu', 0.9],
  ['GPU memory', 'gpu_memory', 0.95],
];

/** What a client is short of, judged by its host and not by the program: others on the machine take from the same. */
export function shortOf({ values }: Pick<UsageRow, 'values'>): readonly Scarce[] {
  return LIMITS.flatMap(([what, field, limit]) => ((values[field] ?? 0) >= limit ? [what] : []));
}

/** How close a client is to having too little of anything; the greatest of its shares, for sorting. */
export function pressureOf({ values }: Pick<UsageRow, 'values'>): number | undefined {
  const shares = LIMITS.flatMap(([, field, limit]) => {
    const value = values[field];
    return value === undefined ? [] : [value / limit];
  });
  return shares.length === 0 ? undefined : Math.max(...shares);
}
