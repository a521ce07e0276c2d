import type { PointKey } from '../../projection/index.js';
import { encodeScalarTag, type ScalarTag } from '../records/scalar-tag.js';
import { descriptionOf } from './descriptions.js';

/** Tags that are kept encoded; beyond, each use encodes anew. Only names that change with every point get there. */
const MAX_KEPT = 100_000;

/**
 * The name of a point or of what else has a key: `round/accuracy`, `client/loss`, `client/evaluate/loss`. What stands
 * before the first slash groups TensorBoard's charts. A client's id is in its folder, so that all clients are in one
 * chart. What a tracking writer logged is called as the app called it.
 */
export function tagOf({ group, path }: Pick<PointKey, 'group' | 'path'>): string {
  const name = path.join('/');
  return group === 'scalar' ? name : `${group}/${name}`;
}

/** The tags of a run's scalars, each encoded once: clients share them. */
export class ScalarTags {
  readonly #tags = new Map<string, ScalarTag>();

  of(tag: string): ScalarTag {
    let encoded = this.#tags.get(tag);
    if (encoded === undefined) {
      encoded = encodeScalarTag(tag, descriptionOf(tag));
      if (this.#tags.size < MAX_KEPT) this.#tags.set(tag, encoded);
    }
    return encoded;
  }
}
