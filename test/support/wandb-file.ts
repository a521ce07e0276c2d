import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** A record of a `.wandb` file: its number, and the field that says what it is, decoded as far as tests look at it. */
export interface WandbRecord {
  readonly number: number;
  /** Field of `Record`: 2 history, 3 summary, 5 config, 6 files, 7 stats, 8 artifact, 10 alert, 12 metric, 17 run, 18 exit. */
  readonly field: number;
  readonly message: Message;
}

/** Fields of a message: numbers, or bytes of texts and messages, in their order. */
export type Message = ReadonlyMap<number, readonly (number | Buffer)[]>;

const BLOCK = 32_768;

/**
 * Reads a `.wandb` file, written anew from the description of the format and not from the writer, so that the two judge
 * each other.
 *
 * @throws Error at the first byte that is not as it should be
 */
export function readWandbFile(path: string): WandbRecord[] {
  return frames(readFileSync(path)).map((bytes) => {
    const message = decodeMessage(bytes);
    const [number, other] = [...message].sort(([a], [b]) => a - b);
    if (number?.[0] !== 1 || other === undefined) throw new Error('a record without number or content');
    const [field, [content]] = other;
    if (!Buffer.isBuffer(content)) throw new Error(`field ${field} is no message`);
    return { number: Number(number[1][0]), field, message: decodeMessage(content) };
  });
}

/** The records of a file as bytes. @throws Error when header, CRC or chunks are wrong */
export function frames(file: Buffer): Buffer[] {
  if (file.subarray(0, 7).toString('hex') !== '3a572642e1be00') throw new Error('no .wandb file');
  const records: Buffer[] = [];
  let parts: Buffer[] | undefined;
  let at = 7;
  while (at < file.length) {
    const left = BLOCK - (at % BLOCK);
    if (left < 7) {
      if (file.subarray(at, at + left).some((byte) => byte !== 0)) throw new Error(`padding at ${at}`);
      at += left;
      continue;
    }
    const length = file.readUInt16LE(at + 4);
    const type = file[at + 6] ?? 0;
    const data = file.subarray(at + 7, at + 7 + length);
    if (length > left - 7 || data.length < length) throw new Error(`chunk at ${at} leaves its block`);
    if (crc32(file.subarray(at + 6, at + 7 + length)) !== file.readUInt32LE(at)) throw new Error(`CRC at ${at}`);
    if ((type === 1 || type === 2) !== (parts === undefined)) throw new Error(`chunk type ${type} at ${at}`);
    parts = [...(parts ?? []), data];
    if (type === 1 || type === 4) {
      records.push(Buffer.concat(parts));
      parts = undefined;
    }
    at += 7 + length;
  }
  if (parts !== undefined) throw new Error('the last record is torn');
  return records;
}

/** A message's fields. @throws Error when it is none */
export function decodeMessage(bytes: Buffer): Message {
  const fields = new Map<number, (number | Buffer)[]>();
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('a number is cut');
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    let value: number | Buffer;
    if (tag % 8 === 0) value = varint();
    else if (tag % 8 === 2) {
      const length = varint();
      value = bytes.subarray(at, at + length);
      if (value.length < length) throw new Error('a text is cut');
      at += length;
    } else throw new Error(`wire type ${tag % 8}`);
    fields.set(field, [...(fields.get(field) ?? []), value]);
  }
  return fields;
}

/** A text field; `undefined`: there is none. */
export function textOf(message: Message, field: number): string | undefined {
  const value = message.get(field)?.[0];
  return Buffer.isBuffer(value) ? value.toString() : undefined;
}

/** Messages in a repeated field. */
export function messagesOf(message: Message, field: number): Message[] {
  return (message.get(field) ?? []).filter((value) => Buffer.isBuffer(value)).map(decodeMessage);
}

/** Keys with the JSON texts of their values, of a history, summary or config. */
export function itemsOf(message: Message, field = 1): Map<string, string> {
  return new Map(messagesOf(message, field).map((item) => [textOf(item, 1) ?? '', textOf(item, 16) ?? '']));
}
