import { gaugeBody, POINTS } from './bodies.js';

/** First round of the template: its number takes two bytes, as do all up to {@link ROUNDS} later ones. */
const FIRST_ROUND = 128;
const ROUNDS = 16_000;
/** Key of the attribute, then the head of a value of four bytes: the value's field, its length, an integer's field. */
const ROUND_ATTRIBUTE = 'fl.round.number\u0012\u0003\u0018';
const CLIENT_NAME = 'client-';
const CLIENT_DIGITS = 5;
const RUN_ID = 'run-1';
/** Field 3 (`time_unix_nano`) as a fixed64. */
const TIME_FIELD = 0x19;
const SECOND = 1_000_000_000n;

/** What the points of all bodies are about. */
export interface FreshBodyOptions {
  /** Different clients, at most 100,000. Default: the 2,000 of one body. */
  readonly clients?: number | undefined;
  /** Different runs, at most 10,000; each body is of one of them. Default 1. */
  readonly runs?: number | undefined;
}

/**
 * Makes request after request of 10,000 points with rounds and times that never were before, at next to no cost: a
 * generator that encodes would take the time away from the servers that it measures.
 */
export function createFreshBodies({ clients, runs = 1 }: FreshBodyOptions = {}): () => Uint8Array {
  const template = Buffer.from(gaugeBody(FIRST_ROUND));
  const rounds = placesAfter(template, ROUND_ATTRIBUTE);
  const names = clients === undefined ? [] : placesAfter(template, CLIENT_NAME);
  const ids = runs === 1 ? [] : placesAfter(template, RUN_ID).map((at) => at - RUN_ID.length);
  const times = timesIn(template);
  if (times.length !== POINTS || rounds.length !== POINTS) throw new Error('the template is not as expected');
  let made = 0;
  return () => {
    const body = Buffer.from(template);
    const round = FIRST_ROUND + (Math.floor(made / runs) % ROUNDS);
    for (const at of rounds) {
      body[at] = (round & 0x7f) | 0x80;
      body[at + 1] = round >> 7;
    }
    for (const [point, at] of names.entries()) {
      writeDigits(body, at, (made * (POINTS / 5) + (point % (POINTS / 5))) % (clients ?? 1), CLIENT_DIGITS);
    }
    for (const at of ids) writeDigits(body, at + 1, made % runs, RUN_ID.length - 1);
    made++;
    for (const at of times) body.writeBigUInt64LE(body.readBigUInt64LE(at) + BigInt(made) * SECOND, at);
    return body;
  };
}

/** Where a text ends, each time that it occurs. */
function placesAfter(bytes: Buffer, text: string): readonly number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + 1)) {
    found.push(at + Buffer.byteLength(text));
  }
  return found;
}

/** Where the times of points are. */
function timesIn(template: Buffer): readonly number[] {
  const base = BigInt(1_800_000_000 + FIRST_ROUND) * SECOND;
  const found: number[] = [];
  for (let at = template.indexOf(TIME_FIELD); at !== -1; at = template.indexOf(TIME_FIELD, at + 1)) {
    if (at + 9 > template.length) break;
    const time = template.readBigUInt64LE(at + 1);
    if (time >= base && time < base + SECOND) found.push(at + 1);
  }
  return found;
}

function writeDigits(bytes: Buffer, at: number, value: number, digits: number): void {
  let rest = value;
  for (let place = at + digits - 1; place >= at; place--) {
    bytes[place] = 48 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}
