import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';

/** One value of an event file, decoded by a protobuf library. */
export interface ReadValue {
  readonly step: number;
  /** Seconds. */
  readonly wallTime: number;
  readonly tag: string;
  readonly scalar?: number;
  readonly text?: string;
  readonly histogram?: {
    readonly min: number;
    readonly max: number;
    readonly num: number;
    readonly sum: number;
    readonly sumSquares: number;
    readonly limits: readonly number[];
    readonly buckets: readonly number[];
  };
  readonly plugin?: string;
  readonly content?: Uint8Array;
  readonly description?: string;
}

/** An event file. */
export interface ReadFile {
  readonly version: string;
  readonly values: readonly ReadValue[];
  /** Records, the first one included. */
  readonly records: number;
}

const field = (type: string, id: number, rule?: 'repeated') => (rule === undefined ? { type, id } : { rule, type, id });
const root = protobuf.Root.fromJSON({
  nested: {
    Event: {
      fields: {
        wallTime: field('double', 1),
        step: field('int64', 2),
        fileVersion: field('string', 3),
        summary: field('Summary', 5),
      },
    },
    Summary: { fields: { value: field('Value', 1, 'repeated') } },
    Value: {
      oneofs: { kind: { oneof: ['simpleValue', 'histo', 'tensor'] } },
      fields: {
        tag: field('string', 1),
        simpleValue: field('float', 2),
        histo: field('Histogram', 5),
        tensor: field('Tensor', 8),
        metadata: field('Metadata', 9),
      },
    },
    Histogram: {
      fields: {
        min: field('double', 1),
        max: field('double', 2),
        num: field('double', 3),
        sum: field('double', 4),
        sumSquares: field('double', 5),
        limits: field('double', 6, 'repeated'),
        buckets: field('double', 7, 'repeated'),
      },
    },
    Tensor: {
      fields: {
        type: field('int32', 1),
        floats: field('float', 5, 'repeated'),
        strings: field('bytes', 8, 'repeated'),
      },
    },
    Metadata: { fields: { plugin: field('Plugin', 1), description: field('string', 3), dataClass: field('int32', 4) } },
    Plugin: { fields: { name: field('string', 1), content: field('bytes', 2) } },
  },
});
const Event = root.lookupType('Event');

/** CRC-32C, a bit at a time. */
export function slowCrc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function masked(bytes: Uint8Array): number {
  const crc = slowCrc32c(bytes);
  return ((((crc >>> 15) | (crc << 17)) >>> 0) + 0xa282ead8) >>> 0;
}

/** The data of all records. @throws Error when a check sum is wrong or a record is not whole */
export function readRecords(bytes: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    if (bytes.readUInt32LE(at + 8) !== masked(bytes.subarray(at, at + 8))) throw new Error(`length at ${at}`);
    const data = bytes.subarray(at + 12, at + 12 + length);
    if (bytes.readUInt32LE(at + 12 + length) !== masked(data)) throw new Error(`data at ${at}`);
    records.push(data);
    at += 16 + length;
  }
  return records;
}

interface DecodedEvent {
  readonly wallTime?: number;
  readonly step?: number;
  readonly fileVersion?: string;
  readonly summary?: { readonly value?: readonly DecodedValue[] };
}
interface DecodedValue {
  readonly tag: string;
  readonly simpleValue?: number;
  readonly histo?: ReadValue['histogram'];
  readonly tensor?: { readonly strings?: readonly Uint8Array[] };
  readonly metadata?: {
    readonly plugin?: { readonly name: string; readonly content?: Uint8Array };
    readonly description?: string;
  };
}

/** Reads an event file whole. @throws Error when something is wrong with it */
export function readEventFile(path: string): ReadFile {
  return readEvents(readFileSync(path));
}

/** The same of bytes. */
export function readEvents(bytes: Buffer): ReadFile {
  const events = readRecords(bytes).map(
    (data) => Event.toObject(Event.decode(data), { longs: Number }) as unknown as DecodedEvent,
  );
  const values = events.flatMap(({ step = 0, wallTime = 0, summary }) =>
    (summary?.value ?? []).map((value) => readValue(value, step, wallTime)),
  );
  return { version: events[0]?.fileVersion ?? '', values, records: events.length };
}

function readValue(
  { tag, simpleValue, histo, tensor, metadata }: DecodedValue,
  step: number,
  wallTime: number,
): ReadValue {
  const text = tensor?.strings?.[0];
  return {
    ...{ step, wallTime, tag },
    ...(simpleValue === undefined ? {} : { scalar: simpleValue }),
    ...(histo === undefined ? {} : { histogram: histo }),
    ...(text === undefined ? {} : { text: Buffer.from(text).toString() }),
    ...(metadata?.plugin === undefined ? {} : { plugin: metadata.plugin.name }),
    ...(metadata?.plugin?.content === undefined ? {} : { content: metadata.plugin.content }),
    ...(metadata?.description === undefined ? {} : { description: metadata.description }),
  };
}

/** The event files of a run by client; the run's own under the empty text. */
export function readRun(folder: string): ReadonlyMap<string, ReadFile> {
  const files = new Map<string, ReadFile>();
  const add = (client: string | undefined, path: string) => {
    for (const name of readdirSync(path).filter((entry) => entry.includes('tfevents'))) {
      const file = readEventFile(join(path, name));
      const said = file.values.find(({ tag }) => tag === 'client_id')?.text;
      files.set(client === undefined ? '' : (said ?? decodeURIComponent(client)), file);
    }
  };
  if (!existsSync(folder)) return files;
  add(undefined, folder);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) add(entry.name, join(folder, entry.name));
  }
  return files;
}
