import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { resourceFields } from '../../../semconv/index.js';
import type { MonitorNotice, ResourceSample } from '../types.js';
import type { Output } from './output.js';

/** Columns of a table that every sample may have; devices differ from machine to machine and share the last column. */
const PLAIN_COLUMNS: readonly string[] = resourceFields
  .filter(({ measures }) => measures !== 'device')
  .map(({ journal }) => journal);

/** First line of a table. */
export const CSV_HEADER = ['time', 'seconds', ...PLAIN_COLUMNS, 'devices'].join(',');

/** Turns a sample into a line, without its end. */
export type LineFormat = (sample: ResourceSample) => string;

/** A sample as a line of JSON: time in ISO 8601, seconds since the start, and the fields beside them. */
export const toJsonLine: LineFormat = ({ time, seconds, resources }) => {
  const head = `{"time":"${new Date(time).toISOString()}","seconds":${round(seconds)}`;
  // Put together as texts: a copy of the fields behind two others costs more than all the rest of the line.
  const fields = JSON.stringify(resources);
  return fields === '{}' ? `${head}}` : `${head},${fields.slice(1)}`;
};

/** A sample as a line of a table. What was not measured is empty; devices are one JSON text. */
export const toCsvLine: LineFormat = ({ time, seconds, resources }) => {
  const plain = new Set(PLAIN_COLUMNS);
  const devices = Object.entries(resources).filter(([name]) => !plain.has(name));
  const json = devices.length === 0 ? '' : `"${JSON.stringify(Object.fromEntries(devices)).replaceAll('"', '""')}"`;
  const cells = PLAIN_COLUMNS.map((name) => resources[name] ?? '');
  return [new Date(time).toISOString(), round(seconds), ...cells, json].join(',');
};

/**
 * Opens a file that gets a line for each sample, each on its own with its time, and written before the next is taken.
 *
 * @throws Error when the file cannot be opened, or is a table with other columns
 */
export function openFileOutput(path: string, notice: (notice: MonitorNotice) => void): Output {
  const isTable = path.toLowerCase().endsWith('.csv');
  const descriptor = openFile(path, isTable);
  const format = isTable ? toCsvLine : toJsonLine;
  let open = true;
  return {
    write(sample) {
      if (!open) return;
      try {
        writeSync(descriptor, `${format(sample)}\n`);
      } catch (error) {
        open = false;
        notice({ source: 'file', message: `${path} gets no more samples: ${messageOf(error)}` });
      }
    },
    async close() {
      open = false;
      closeSync(descriptor);
    },
  };
}

function openFile(path: string, isTable: boolean): number {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'a+');
    const { size } = fstatSync(descriptor);
    if (isTable && size === 0) writeSync(descriptor, `${CSV_HEADER}\n`);
    else if (isTable && firstLine(descriptor) !== CSV_HEADER) throw new Error('it is a table with other columns');
    else if (size > 0 && !endsLine(descriptor, size)) writeSync(descriptor, '\n');
    return descriptor;
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor);
    throw new Error(`option file: ${path} cannot be written: ${messageOf(error)}`, { cause: error });
  }
}

function firstLine(descriptor: number): string {
  const bytes = Buffer.alloc(CSV_HEADER.length + 1);
  const read = readSync(descriptor, bytes, 0, bytes.length, 0);
  return bytes.toString('latin1', 0, read).split('\n', 1)[0] ?? '';
}

/** A program that was killed may have left half a line. */
function endsLine(descriptor: number, size: number): boolean {
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, size - 1);
  return last.toString() === '\n';
}

function round(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
