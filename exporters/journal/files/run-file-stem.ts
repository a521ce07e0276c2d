import { createHash } from 'node:crypto';

/** Longest file stem, in bytes: endings of sinks and temporary files still fit in the 255 of file systems. */
const MAX_STEM_BYTES = 120;
const PLAIN = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;
/** Ids that look like one of our hash names, so that no id can choose the file of another. */
const HASH_NAME = /^h-[0-9a-f]{32}$/i;
/** Endings that a stem must not have: `<stem>.json` of run `a.map` would be `<stem>.map.json` of run `a`. */
const ENDING = /\.(?:map|json|jsonl|geojson|html|csv|parquet|tmp|torn|lock)$|\.$/i;
/** Names that Windows reserves for devices, with any ending. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * Name of a run's files without ending: the run id itself when it is a harmless file name (ASCII `[A-Za-z0-9._-]`, at
 * most 120 bytes, no leading dot), otherwise a hash of it; the id then stands in the journal's `init`. A run whose plain
 * name differs from another run's in the folder by case only gets the hash name too (`createJournal` sees to it).
 */
export function runFileStem(runId: string): string {
  const plain =
    runId.length <= MAX_STEM_BYTES &&
    PLAIN.test(runId) &&
    !HASH_NAME.test(runId) &&
    !ENDING.test(runId) &&
    !DEVICE.test(runId);
  return plain ? runId : hashStem(runId);
}

/** The hash name of a run id: `h-` and the first 32 hexadecimal digits of its SHA-256. */
export function hashStem(runId: string): string {
  return `h-${createHash('sha256').update(runId, 'utf8').digest('hex').slice(0, 32)}`;
}
