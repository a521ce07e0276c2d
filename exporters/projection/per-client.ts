import type { PerClientMode } from './types.js';

/** All modes, the default first. */
export const PER_CLIENT_MODES: readonly PerClientMode[] = ['auto', 'keys', 'runs', 'bands', 'off'];

/**
 * Keys of single clients that `auto` makes. The pages of MLflow and W&B draw a chart for every key and stall on thousands.
 */
export const AUTO_CLIENT_KEYS = 300;

/** What a mode means. */
export interface PerClientPolicy {
  /** How many keys of single clients there may be. */
  readonly maxClientKeys: number;
  readonly bands: boolean;
}

/** What a mode means for the projection. In `runs` the points are those of `keys`; the sink routes them. */
export function policyOf(mode: PerClientMode): PerClientPolicy {
  switch (mode) {
    case 'auto':
      return { maxClientKeys: AUTO_CLIENT_KEYS, bands: true };
    case 'keys':
    case 'runs':
      return { maxClientKeys: Number.POSITIVE_INFINITY, bands: false };
    case 'bands':
      return { maxClientKeys: 0, bands: true };
    case 'off':
      return { maxClientKeys: 0, bands: false };
  }
}
