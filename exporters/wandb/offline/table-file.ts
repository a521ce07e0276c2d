import { createHash } from 'node:crypto';
import { encodeJson } from '../../journal/codec/encode.js';
import type { JsonObject } from '../../journal/events.js';
import type { TableOutput } from '../types.js';

/** A table as a file beside the run, and the value of the history that points to it. */
export interface TableFile {
  /** Below `files/`. */
  readonly path: string;
  readonly content: string;
  readonly value: JsonObject;
}

/** Longest name of a file that most systems take, without what follows. */
const MAX_NAME = 100;

/** Writes a table as W&B's client does (`wandb/sdk/data_types/table.py`, `base_types/media.py`). */
export function tableFile({ key, step, columns, rows }: TableOutput): TableFile {
  const content = encodeJson({ columns, data: rows });
  const sha256 = createHash('sha256').update(content).digest('hex');
  // A slash of the key is a folder there.
  const name = key
    .replaceAll(/[^\p{L}\p{N}/ ._-]/gu, '_')
    .replaceAll(/\.\.+/g, '_')
    .slice(0, MAX_NAME);
  const path = `media/table/${name}_${step}_${sha256.slice(0, 20)}.table.json`;
  const size = Buffer.byteLength(content);
  const [ncols, nrows] = [columns.length, rows.length];
  return {
    path,
    content,
    value: { _type: 'table-file', sha256, size, path, ncols, nrows, log_mode: 'IMMUTABLE' },
  };
}
