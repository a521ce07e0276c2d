/** Another try will do. */
export interface Retry {
  readonly kind: 'retry';
  readonly reason: string;
  /** At the soonest after so long. */
  readonly afterSeconds?: number;
  /** The server may have done what was asked. */
  readonly unsure: boolean;
  readonly status?: number;
}

/** However often it is asked, the answer will be the same. */
export interface Refused {
  readonly kind: 'refused';
  readonly reason: string;
  readonly status?: number;
}

/** Something that W&B gave, or why not. */
export type WandbResult<T> = { readonly kind: 'ok'; readonly value: T } | Retry | Refused;

/** Nothing to give back. */
export const DONE: { readonly kind: 'ok'; readonly value: undefined } = { kind: 'ok', value: undefined };
