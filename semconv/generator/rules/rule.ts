import type { Registry, Signal } from '../registry.js';

/** One breach of a rule. */
export interface Problem {
  /** Id of the rule: `name-syntax`. */
  readonly rule: string;
  /** What breaks it: `metric fl.round.duration`. */
  readonly where: string;
  readonly message: string;
}

/** Looks at the whole registry and tells every breach. */
export type Rule = (registry: Registry) => readonly Problem[];

/** Kind of signal, as problems speak of it. */
export type SignalKind = 'entity' | 'span' | 'event' | 'metric';

/** Every signal with its kind. */
export function signalsOf(registry: Registry): readonly { readonly kind: SignalKind; readonly signal: Signal }[] {
  return [
    ...registry.entities.map((signal) => ({ kind: 'entity' as const, signal })),
    ...registry.spans.map((signal) => ({ kind: 'span' as const, signal })),
    ...registry.events.map((signal) => ({ kind: 'event' as const, signal })),
    ...registry.metrics.map((signal) => ({ kind: 'metric' as const, signal })),
  ];
}
