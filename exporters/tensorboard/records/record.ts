import type { ByteWriter } from './byte-writer.js';
import { maskedCrc32c } from './crc32c.js';

/** Length and its check sum stand before the data of a record. */
const HEAD_BYTES = 12;
const LENGTH_BYTES = 8;

/**
 * Writes one record of a TFRecord file: the length in 8 bytes, its masked CRC-32C, the data, their masked CRC-32C.
 *
 * @param write writes the data
 */
export function writeRecord(to: ByteWriter, write: (to: ByteWriter) => void): void {
  const start = to.length;
  to.uint32(0);
  to.uint32(0);
  to.uint32(0);
  write(to);
  const end = to.length;
  to.uint32At(start, end - start - HEAD_BYTES);
  const bytes = to.written;
  to.uint32At(start + LENGTH_BYTES, maskedCrc32c(bytes, start, start + LENGTH_BYTES));
  to.uint32(maskedCrc32c(bytes, start + HEAD_BYTES, end));
}
