/** Polynomial of CRC-32C (Castagnoli), reflected. */
const POLYNOMIAL = 0x82f63b78;
/** What is added to a rotated check sum, so that data with check sums in them have good ones, too (TFRecord). */
const MASK_DELTA = 0xa282ead8;

/** Tables for eight bytes at a time, one behind the other. */
const TABLES = makeTables();

/** The first table is the usual one; each further one moves on by one byte of zeros. */
function makeTables(): Uint32Array {
  const tables = new Uint32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    tables[byte] = crc;
  }
  for (let place = 256; place < tables.length; place++) {
    const before = tables[place - 256] ?? 0;
    tables[place] = (before >>> 8) ^ (tables[before & 0xff] ?? 0);
  }
  return tables;
}

function lookUp(table: number, byte: number): number {
  return TABLES[table * 256 + (byte & 0xff)] as number;
}

/** CRC-32C of a part of some bytes. */
export function crc32c(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let crc = 0xffffffff;
  let at = from;
  for (; at + 8 <= to; at += 8) {
    crc ^=
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    crc =
      lookUp(7, crc) ^
      lookUp(6, crc >>> 8) ^
      lookUp(5, crc >>> 16) ^
      lookUp(4, crc >>> 24) ^
      lookUp(3, bytes[at + 4] as number) ^
      lookUp(2, bytes[at + 5] as number) ^
      lookUp(1, bytes[at + 6] as number) ^
      lookUp(0, bytes[at + 7] as number);
  }
  for (; at < to; at++) crc = (crc >>> 8) ^ lookUp(0, crc ^ (bytes[at] as number));
  return ~crc >>> 0;
}

/** The check sum as TFRecord files have it: rotated right by 15 bits, plus a constant. */
export function maskedCrc32c(bytes: Uint8Array, from = 0, to = bytes.length): number {
  const crc = crc32c(bytes, from, to);
  return (((crc >>> 15) | (crc << 17)) + MASK_DELTA) >>> 0;
}
