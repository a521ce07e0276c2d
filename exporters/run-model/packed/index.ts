/** JSON values in bytes: what a run model holds of its events. */
export { PackedValues } from './packed-values.js';
export { Vocabulary } from './vocabulary.js';
