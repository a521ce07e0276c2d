import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';

/** What the kernel counts memory and time in. */
export interface MachineUnits {
  /** Bytes of a page of memory. */
  readonly pageBytes: number;
  /** Clock ticks of a second. */
  readonly ticksPerSecond: number;
}

/** Keys of the auxiliary vector (`getauxval(3)`). */
const AT_PAGESZ = 6;
const AT_CLKTCK = 17;

const USUAL: MachineUnits = { pageBytes: 4096, ticksPerSecond: 100 };

/** Reads the units from the vector that the kernel gives every process: pairs of 64-bit numbers. */
export function readMachineUnits(proc = '/proc'): MachineUnits {
  try {
    return parseUnits(readFileSync(`${proc}/self/auxv`));
  } catch {
    return USUAL;
  }
}

function parseUnits(vector: Buffer): MachineUnits {
  const values = new Map<number, number>();
  for (let at = 0; at + 16 <= vector.length; at += 16) {
    // Both numbers are far below 2^32.
    const read = (from: number) => (endianness() === 'LE' ? vector.readUInt32LE(from) : vector.readUInt32BE(from + 4));
    values.set(read(at), read(at + 8));
  }
  return {
    pageBytes: values.get(AT_PAGESZ) || USUAL.pageBytes,
    ticksPerSecond: values.get(AT_CLKTCK) || USUAL.ticksPerSecond,
  };
}
