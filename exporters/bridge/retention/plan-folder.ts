import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readJournalFile } from '../../journal/index.js';
import { createRunModel } from '../../run-model/index.js';
import { sinksThatAreOwed } from './owed.js';
import { type Bounds, type Decision, planPrune, type Standing } from './plan.js';
import { findRunFiles, type RunFiles } from './run-files.js';

const ENDING = '.jsonl';

/**
 * Decides for a folder which of its runs go, by what is on disk. Nothing is removed.
 *
 * @param now epoch milliseconds
 * @throws Error when the folder cannot be read
 */
export async function planFolder(runsDir: string, bounds: Bounds, now: number): Promise<Decision[]> {
  const names = await readdir(runsDir);
  const runs: RunFiles[] = [];
  for (const name of names.sort()) {
    if (!name.endsWith(ENDING) || name.startsWith('.')) continue;
    // One that went away meanwhile, or is a folder, is no run.
    const files = await findRunFiles(runsDir, name.slice(0, -ENDING.length)).catch(() => undefined);
    if (files !== undefined) runs.push(files);
  }
  return planPrune(runs, bounds, (files) => standingOf(runsDir, files), now);
}

/** @throws Error when the file holds no run, or a newer version wrote it: it is nobody's to remove */
async function standingOf(runsDir: string, files: RunFiles): Promise<Standing> {
  const path = join(runsDir, `${files.stem}${ENDING}`);
  const reader = readJournalFile(path);
  const model = createRunModel();
  for await (const { event } of reader) model.apply(event);
  if (reader.counts.events === 0) throw new Error(`${path} has no events of a run`);
  const owedTo = await sinksThatAreOwed(runsDir, files);
  return { ended: model.view().finishedAt !== undefined, owedTo };
}
