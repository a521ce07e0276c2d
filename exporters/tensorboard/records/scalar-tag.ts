import { Message } from './message.js';
import { scalarMetadata } from './summary-values.js';

/** Fields of `Summary` and `Summary.Value`. */
const SUMMARY_VALUE = 1;
const TAG = 1;
const METADATA = 9;
/** Key of the field `simple_value`, a float. */
const SIMPLE_VALUE_KEY = 2 * 8 + 5;
const SIMPLE_VALUE_BYTES = 5;

/** A scalar's name, encoded as far as it can be before its value is known. */
export interface ScalarTag {
  /** A `Summary.Value` within its `Summary`, up to where the four bytes of the value belong. */
  readonly plain: Uint8Array;
  /** The same with what the tag means; the same as `plain` when nothing is known of it. */
  readonly described: Uint8Array;
}

/**
 * @param description what the tag means; TensorBoard shows it beside the chart. Once in a file is enough
 */
export function encodeScalarTag(tag: string, description: string | undefined): ScalarTag {
  const plain = encode(tag, undefined);
  return { plain, described: description === undefined ? plain : encode(tag, description) };
}

function encode(tag: string, description: string | undefined): Uint8Array {
  const value = new Message();
  if (description !== undefined) value.bytes(METADATA, scalarMetadata(description));
  value.bytes(TAG, tag);
  const known = value.encode();
  // The value's length counts what follows, too; a message of that length gives the right one.
  const whole = new Uint8Array(known.length + SIMPLE_VALUE_BYTES);
  whole.set(known);
  whole[known.length] = SIMPLE_VALUE_KEY;
  return new Message().bytes(SUMMARY_VALUE, whole).encode().slice(0, -4);
}
