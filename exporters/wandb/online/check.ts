import type { WandbApi } from './api/wandb-api.js';
import type { WandbResult } from './result.js';

/** Whom a key belongs to. */
export interface KeyOwner {
  /** The entity that runs go to unless another one is named; empty when the user has none. */
  readonly entity: string;
  readonly user: string;
}

/** Asks W&B whose key it is, without changing anything: for `fedotel doctor`. */
export async function checkWandb(api: WandbApi): Promise<WandbResult<KeyOwner>> {
  const asked = await api.ask('Viewer', {}, (data) => {
    const viewer = data.at('viewer');
    if (viewer.isNone) return undefined;
    return { entity: viewer.at('entity').textOrNone() ?? '', user: viewer.at('username').textOrNone() ?? '' };
  });
  if (asked.kind !== 'ok') return asked;
  // A key that nobody knows is no error of GraphQL.
  if (asked.value !== undefined) return { kind: 'ok', value: asked.value };
  return { kind: 'refused', reason: `W&B at ${api.baseUrl}: expected a WANDB_API_KEY that this server knows` };
}
