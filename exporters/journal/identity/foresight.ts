import type { Identity, UpdateIdentity } from './identity.js';
import { hashUpdate } from './update-keys.js';

/**
 * Tells what a batch is going to ask: calls `ask` for every event of it, with the part of the run that it belongs to and
 * the number of its key ({@link keyNumber}, {@link updateNumber}). So one reading of the journal answers all of it.
 */
export type Foresight = (ask: (partition: string, key: number) => void) => Promise<void>;

/** Other in every process, so that no sender can choose keys of one number. */
const SEED = Math.floor(Math.random() * 0x1_0000_0000) | 0;

/** Number of an identity's key: equal keys have equal numbers, others hardly ever. */
export function keyNumber(identity: Identity): number {
  if (identity.kind !== 'fields' || identity.update === undefined) return textNumber(identity.key);
  return updateNumber(identity.update.operation, identity.update);
}

/** The same for an update that needs no key (`FieldsIdentity.update`). */
export function updateNumber(operation: string, { client, millis, nanos }: UpdateIdentity): number {
  return hashUpdate(textNumber(operation), 0, client, millis, nanos);
}

/** The same for a key that is a text: an event that comes whole, a gauge. */
export function textNumber(key: string): number {
  return hashUpdate(SEED, 0, key, 0, 0);
}
