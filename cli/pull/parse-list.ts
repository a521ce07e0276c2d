import type { RunFilesList } from '../../exporters/page/files/index.js';
import { printable } from '../output/printable.js';

/** What a list turned out to be. */
export type ParsedList =
  | { readonly kind: 'ok'; readonly list: RunFilesList }
  /** What was expected and where, and what stood there, shortened. */
  | { readonly kind: 'wrong'; readonly expected: string; readonly got: string };

/** A list is looked through up to the first thing that is wrong. */
class Wrong extends Error {
  constructor(
    readonly expected: string,
    readonly got: unknown,
  ) {
    super(expected);
  }
}

/**
 * Checks a list of a run's files as a page answers it (`GET api/runs/<stem>/files`): whoever answers may be anybody.
 * Fields that are not known are left out.
 */
export function parseList(text: string): ParsedList {
  try {
    return { kind: 'ok', list: listOf(parseJson(text)) };
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return { kind: 'wrong', expected: error.expected, got: shown(error.got) };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Wrong('JSON', text);
  }
}

function listOf(value: unknown): RunFilesList {
  const { format, stem, journal, files, missing } = objectOf(value, 'an object');
  if (format !== 1) throw new Wrong('format 1', format);
  return {
    format,
    stem: textOf(stem, 'stem'),
    journal: { size: sizeOf(objectOf(journal, 'an object as journal').size, 'journal.size') },
    files: itemsOf(files, 'files').map((item, index) => {
      const at = `files[${index}]`;
      const { id, name, size } = objectOf(item, `an object as ${at}`);
      return { id: textOf(id, `${at}.id`), name: textOf(name, `${at}.name`), size: sizeOf(size, `${at}.size`) };
    }),
    missing: itemsOf(missing, 'missing').map((item, index) => {
      const at = `missing[${index}]`;
      const { name, reason } = objectOf(item, `an object as ${at}`);
      return { name: textOf(name, `${at}.name`), reason: textOf(reason, `${at}.reason`) };
    }),
  };
}

function objectOf(value: unknown, expected: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Wrong(expected, value);
  return value as Readonly<Record<string, unknown>>;
}

function itemsOf(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Wrong(`a list as ${at}`, value);
  return value;
}

function textOf(value: unknown, at: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new Wrong(`a text as ${at}`, value);
}

function sizeOf(value: unknown, at: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new Wrong(`a size in bytes as ${at}`, value);
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : printable(JSON.stringify(value), 60);
}
