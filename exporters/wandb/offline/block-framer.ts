import { crc32 } from 'node:zlib';

/** `:W&B`, the number 0xBEE1 in little endian, version 0. */
export const FILE_HEADER = Uint8Array.of(0x3a, 0x57, 0x26, 0x42, 0xe1, 0xbe, 0x00);

/** Blocks are counted from the file's first byte, so that the file header takes room of the first one. */
const BLOCK_BYTES = 32_768;
/** Room at first; a run of each client has a file of its own. */
const FIRST_BYTES = 4096;
/** CRC in 4 bytes, length in 2, type in 1. */
const CHUNK_HEADER_BYTES = 7;

const NO_BYTES = Buffer.alloc(0);

/** Types of chunks: a record in one chunk, or its first, middle and last ones. */
const FULL = 1;
const FIRST = 2;
const MIDDLE = 3;
const LAST = 4;

/** CRC-32 of a chunk's type alone, from which that of its data goes on. */
const TYPE_CRCS = [0, FULL, FIRST, MIDDLE, LAST].map((type) => crc32(Uint8Array.of(type)));

/**
 * Puts records into the chunks and blocks of a `.wandb` file: LevelDB's log format with the CRC-32 of zlib over type and
 * data (`core/pkg/leveldb/record.go`). Bytes gather in a buffer until they are taken.
 */
export class BlockFramer {
  #bytes: Buffer = NO_BYTES;
  /** Size of the next buffer: as much as gathered between two takings until now. */
  #nextBytes = FIRST_BYTES;
  #length = 0;
  /** Of the byte in its block that comes next. */
  #position = 0;

  constructor() {
    this.#append(FILE_HEADER);
  }

  /** Bytes that nobody has taken yet. */
  get waiting(): number {
    return this.#length;
  }

  /** Adds a record. */
  add(record: Uint8Array): void {
    let from = 0;
    let isFirst = true;
    for (;;) {
      let room = BLOCK_BYTES - this.#position;
      if (room < CHUNK_HEADER_BYTES) {
        this.#pad(room);
        room = BLOCK_BYTES;
      }
      const size = Math.min(record.length - from, room - CHUNK_HEADER_BYTES);
      const isLast = from + size === record.length;
      this.#chunk(isFirst ? (isLast ? FULL : FIRST) : isLast ? LAST : MIDDLE, record, from, size);
      if (isLast) return;
      from += size;
      isFirst = false;
    }
  }

  /** Gives what gathered, to be written behind what was given before. The bytes are the caller's from now on. */
  take(): Buffer {
    const bytes = this.#bytes.subarray(0, this.#length);
    // A new buffer instead of a copy: what is taken may still be on its way to the disk when the next record comes.
    this.#nextBytes = Math.max(FIRST_BYTES, this.#bytes.length);
    this.#bytes = NO_BYTES;
    this.#length = 0;
    return bytes;
  }

  #chunk(type: number, record: Uint8Array, from: number, size: number): void {
    const data = from === 0 && size === record.length ? record : record.subarray(from, from + size);
    this.#reserve(CHUNK_HEADER_BYTES + size);
    const at = this.#length;
    this.#bytes.writeUInt32LE(crc32(data, TYPE_CRCS[type]), at);
    this.#bytes.writeUInt16LE(size, at + 4);
    this.#bytes[at + 6] = type;
    this.#bytes.set(data, at + CHUNK_HEADER_BYTES);
    this.#advance(CHUNK_HEADER_BYTES + size);
  }

  #append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#advance(bytes.length);
  }

  #pad(count: number): void {
    this.#reserve(count);
    this.#bytes.fill(0, this.#length, this.#length + count);
    this.#advance(count);
  }

  #advance(count: number): void {
    this.#length += count;
    this.#position = (this.#position + count) % BLOCK_BYTES;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const bytes = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2, this.#nextBytes));
    this.#bytes.copy(bytes, 0, 0, this.#length);
    this.#bytes = bytes;
  }
}
