import { gaugeBody } from './bodies.js';

/** First round of the template: its number takes two bytes, as do all up to {@link ROUNDS} later ones. */
const FIRST_ROUND = 128;
const ROUNDS = 16_000;
/** Key of the attribute, then the head of a value of four bytes: the value's field, its length, an integer's field. */
const ROUND_ATTRIBUTE = Buffer.from('fl.round.number\u0012\u0003\u0018');
/** Field 3 (`time_unix_nano`) as a fixed64. */
const TIME_FIELD = 0x19;

/**
 * Makes request after request of 10,000 points with rounds and times that never were before, at next to no cost: a
 * generator that encodes would take the time away from the servers that it measures.
 */
export function createFreshBodies(): () => Uint8Array {
  const template = Buffer.from(gaugeBody(FIRST_ROUND));
  const rounds = offsetsOf(template, ROUND_ATTRIBUTE).map((at) => at + ROUND_ATTRIBUTE.length);
  const base = BigInt(1_800_000_000 + FIRST_ROUND) * 1_000_000_000n;
  const times: number[] = [];
  for (let at = template.indexOf(TIME_FIELD); at !== -1; at = template.indexOf(TIME_FIELD, at + 1)) {
    if (at + 9 > template.length) break;
    const time = template.readBigUInt64LE(at + 1);
    if (time >= base && time < base + 1_000_000_000n) times.push(at + 1);
  }
  if (times.length !== rounds.length) throw new Error(`${times.length} times and ${rounds.length} rounds in a body`);
  let made = 0;
  return () => {
    const number = FIRST_ROUND + (made++ % ROUNDS);
    const body = Buffer.from(template);
    const shift = BigInt(made) * 1_000_000_000n;
    for (const at of rounds) {
      body[at] = (number & 0x7f) | 0x80;
      body[at + 1] = number >> 7;
    }
    for (const at of times) body.writeBigUInt64LE(body.readBigUInt64LE(at) + shift, at);
    return body;
  };
}

function offsetsOf(bytes: Buffer, pattern: Buffer): readonly number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(pattern); at !== -1; at = bytes.indexOf(pattern, at + 1)) found.push(at);
  return found;
}
