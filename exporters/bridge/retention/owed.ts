import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cursorPath, namesIn, type RunFiles } from './run-files.js';

/**
 * Destinations that do not have all of a run: their cursor is before the end of the run file, or there is none although
 * a bridge has fed the destination from this folder.
 */
export async function sinksThatAreOwed(runsDir: string, run: RunFiles): Promise<readonly string[]> {
  const state = join(runsDir, '.state');
  const sinks = new Set([...(await namesIn(join(state, 'cursors'))), ...(await namesIn(join(state, 'sinks')))]);
  const owed: string[] = [];
  for (const sink of sinks) {
    const position = await cursorOf(cursorPath(runsDir, sink, run.stem));
    if (position < run.journalBytes) owed.push(sink);
  }
  return owed;
}

/** 0 when there is none or it cannot be read: then the destination may have nothing. */
async function cursorOf(path: string): Promise<number> {
  try {
    const { sequence } = JSON.parse(await readFile(path, 'utf8')) as { readonly sequence?: unknown };
    return typeof sequence === 'number' ? sequence : 0;
  } catch {
    return 0;
  }
}
