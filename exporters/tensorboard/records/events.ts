import { type ByteWriter, varintBytes } from './byte-writer.js';
import { Message } from './message.js';
import { writeRecord } from './record.js';
import type { ScalarTag } from './scalar-tag.js';

/** Fields of TensorBoard's `Event`. */
const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5, source: 10 } as const;
const WALL_TIME_KEY = EVENT.wallTime * 8 + 1;
const STEP_KEY = EVENT.step * 8;
const SUMMARY_KEY = EVENT.summary * 8 + 2;
const SOURCE_WRITER = 1;
const SUMMARY_VALUE = 1;
/**
 * Readers of files of this version take steps as they come. In older ones a step that is smaller than the one before
 * makes them throw away all that is beyond it, as after a crash of the trainer.
 */
const FILE_VERSION = 'brain.Event:2';

/** One number for a file. */
export interface ScalarValue {
  readonly tag: ScalarTag;
  /** With the description of the tag. */
  readonly described: boolean;
  readonly value: number;
}

/** Writes the record that a file begins with. */
export function writeFileVersion(to: ByteWriter, timeMillis: number): void {
  const source = new Message().bytes(SOURCE_WRITER, 'fedotel').encode();
  const event = new Message()
    .double(EVENT.wallTime, timeMillis / 1000)
    .bytes(EVENT.fileVersion, FILE_VERSION)
    .bytes(EVENT.source, source);
  writeRecord(to, () => to.bytes(event.encode()));
}

/**
 * Writes numbers of one step and time as one record. They become 32-bit floats, which is what TensorBoard has for scalars.
 *
 * @param step integer
 */
export function writeScalars(to: ByteWriter, timeMillis: number, step: number, values: readonly ScalarValue[]): void {
  writeRecord(to, () => {
    let length = 0;
    for (const { tag, described } of values) length += (described ? tag.described : tag.plain).length + 4;
    writeHead(to, timeMillis, step, length);
    for (const { tag, described, value } of values) {
      to.bytes(described ? tag.described : tag.plain);
      to.float(value);
    }
  });
}

/** Writes one `Summary.Value` as a record. */
export function writeSummary(to: ByteWriter, timeMillis: number, step: number, value: Uint8Array): void {
  writeRecord(to, () => {
    writeHead(to, timeMillis, step, 1 + varintBytes(value.length) + value.length);
    to.varint(SUMMARY_VALUE * 8 + 2);
    to.varint(value.length);
    to.bytes(value);
  });
}

function writeHead(to: ByteWriter, timeMillis: number, step: number, summaryBytes: number): void {
  to.byte(WALL_TIME_KEY);
  to.double(timeMillis / 1000);
  to.byte(STEP_KEY);
  if (step >= 0) to.varint(step);
  else writeNegative(to, step);
  to.byte(SUMMARY_KEY);
  to.varint(summaryBytes);
}

/** Two's complement in 64 bits, as protobuf writes negative integers. */
function writeNegative(to: ByteWriter, value: number): void {
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) to.byte(Number(rest & 0x7fn) | 0x80);
  to.byte(Number(rest));
}
