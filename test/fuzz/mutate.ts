/** Lengths, counts and signs at which code changes its mind. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

/** Largest input that is made: what is wrong with long inputs is wrong with short ones, which are faster. */
const MAX_BYTES = 16_384;

type Change = (bytes: Buffer, random: () => number, pool: readonly Uint8Array[], words: readonly string[]) => Buffer;

const below = (random: () => number, limit: number): number => Math.floor(random() * limit);

function splice(bytes: Buffer, at: number, remove: number, insert: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]);
}

/** A piece of an input, of any length up to 64 bytes. */
function pieceOf(bytes: Uint8Array, random: () => number): Uint8Array {
  const at = below(random, bytes.length + 1);
  return bytes.subarray(at, at + 1 + below(random, 64));
}

const CHANGES: readonly Change[] = [
  function flipBit(bytes, random) {
    const at = below(random, bytes.length);
    if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << below(random, 8));
    return bytes;
  },
  function setByte(bytes, random) {
    const at = below(random, bytes.length);
    if (at < bytes.length) bytes[at] = (EDGES[below(random, 5)] ?? 0) & 0xff;
    return bytes;
  },
  function setEdge(bytes, random) {
    const at = below(random, bytes.length - 3);
    if (at >= 0 && at + 4 <= bytes.length) bytes.writeUInt32LE(EDGES[below(random, EDGES.length)] ?? 0, at);
    return bytes;
  },
  function insertBytes(bytes, random) {
    const insert = Uint8Array.from({ length: 1 + below(random, 8) }, () => below(random, 256));
    return splice(bytes, below(random, bytes.length + 1), 0, insert);
  },
  function removeBytes(bytes, random) {
    return splice(bytes, below(random, bytes.length), 1 + below(random, 16), Buffer.alloc(0));
  },
  function repeatPiece(bytes, random) {
    const piece = pieceOf(bytes, random);
    const times = 1 + below(random, 8);
    return splice(bytes, below(random, bytes.length + 1), 0, Buffer.concat(Array.from({ length: times }, () => piece)));
  },
  function takeFromOther(bytes, random, pool) {
    const other = pool[below(random, pool.length)];
    return other === undefined ? bytes : splice(bytes, below(random, bytes.length + 1), 0, pieceOf(other, random));
  },
  function crossOver(bytes, random, pool) {
    const other = pool[below(random, pool.length)] ?? bytes;
    return Buffer.concat([
      bytes.subarray(0, below(random, bytes.length + 1)),
      other.subarray(below(random, other.length + 1)),
    ]);
  },
  function insertWord(bytes, random, _pool, words) {
    const word = words[below(random, words.length)];
    return word === undefined ? bytes : splice(bytes, below(random, bytes.length + 1), 0, Buffer.from(word));
  },
  function replaceByWord(bytes, random, _pool, words) {
    const word = words[below(random, words.length)];
    return word === undefined
      ? bytes
      : splice(bytes, below(random, bytes.length + 1), 1 + below(random, 12), Buffer.from(word));
  },
];

/**
 * Another input made of one that is known, by one to eight changes.
 *
 * @param random numbers from 0 to 1, from a seed
 * @param pool inputs to take pieces of
 * @param words what means something to the code under test
 */
export function mutate(
  input: Uint8Array,
  random: () => number,
  pool: readonly Uint8Array[],
  words: readonly string[],
): Buffer {
  let bytes: Buffer = Buffer.from(input);
  const times = 1 + below(random, 8);
  for (let change = 0; change < times; change++) {
    bytes = CHANGES[below(random, CHANGES.length)]?.(bytes, random, pool, words) ?? bytes;
  }
  return bytes.subarray(0, MAX_BYTES);
}
