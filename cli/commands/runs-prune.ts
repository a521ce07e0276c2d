import { join, resolve } from 'node:path';
import { createFolderLock, FolderLockedError } from '../../exporters/journal/index.js';
import { createCommand } from '../command.js';
import { CommandError, reasonOf, UsageError } from '../errors.js';
import { listJournals } from '../journals/find.js';
import { readRun } from '../journals/read-run.js';
import { sharedOptions } from '../options/shared.js';
import type { OptionTable } from '../options/table.js';
import { toJsonLine } from '../output/json.js';
import { printable } from '../output/printable.js';
import { say } from '../output/say.js';
import { sinksThatAreOwed } from '../prune/owed.js';
import { type Candidate, planPrune } from '../prune/plan.js';
import { findRunFiles, removeRun } from '../prune/run-files.js';
import { parseAge, parseSize } from '../prune/units.js';

const options = {
  runsDir: sharedOptions.runsDir,
  keep: {
    name: 'keep',
    type: 'string',
    placeholder: 'AGE',
    help: 'remove runs whose last data is older, such as 30d or 12h',
  },
  maxSize: {
    name: 'max-size',
    type: 'string',
    placeholder: 'SIZE',
    help: 'remove the oldest runs until the others take no more, such as 10GB',
  },
  dryRun: { name: 'dry-run', type: 'boolean', default: false, help: 'only say what would be removed' },
  json: sharedOptions.json,
} as const satisfies OptionTable;

/** `fedotel runs prune`: removes old runs, and nothing that anybody still needs. */
export const runsPruneCommand = createCommand({
  name: 'runs prune',
  usage: '[--keep AGE] [--max-size SIZE] [--dry-run]',
  summary: 'Remove the oldest runs from a folder',
  notes: [
    'A run goes with its map, GeoJSON and HTML files. One that has not ended, or that a destination does not have all of, stays until nothing came of it for 14 days; then it goes, and that is said.',
    'Files that a destination wrote into another folder (--to map=DIR) stay, and so does what MLflow has.',
    'The folder must not have a running bridge: it is locked meanwhile. With --dry-run it may.',
  ],
  options,
  async run({ values }, context) {
    if (values.keep === undefined && values.maxSize === undefined) {
      throw new UsageError('expected --keep AGE, --max-size SIZE, or both, got neither');
    }
    const bounds = {
      keepSeconds: values.keep === undefined ? undefined : parseAge('--keep', values.keep),
      maxBytes: values.maxSize === undefined ? undefined : parseSize('--max-size', values.maxSize),
    };
    const runsDir = resolve(values.runsDir);
    if (listJournals(runsDir) === undefined) throw new CommandError(`--runs-dir ${runsDir}: there is no such folder`);
    const lock = values.dryRun ? undefined : await lockFolder(runsDir);
    try {
      const decisions = planPrune(await readCandidates(runsDir, context), bounds, Date.now());
      const removed = decisions.filter((decision) => decision.kind === 'remove');
      for (const decision of decisions) {
        const { stem } = decision.run.files;
        if (decision.kind === 'keep') {
          say(context, 'runs prune', `kept ${stem}: ${decision.reason}`);
          continue;
        }
        if (decision.lostTo.length > 0) {
          say(
            context,
            'runs prune',
            `${stem} never reached ${decision.lostTo.join(', ')} whole: the claim has expired`,
          );
        }
        if (!values.dryRun) await removeRun(runsDir, decision.run.files);
        if (!values.json) context.out(`${printable(`${values.dryRun ? 'would remove' : 'removed'} ${stem}`, 500)}\n`);
      }
      const bytes = removed.reduce((sum, { run }) => sum + run.files.bytes, 0);
      const stems = removed.map(({ run }) => run.files.stem);
      context.out(
        values.json
          ? toJsonLine({ dryRun: values.dryRun, removed: stems, bytes, kept: decisions.length - removed.length })
          : `${removed.length} run(s), ${(bytes / 1e6).toFixed(1)} MB\n`,
      );
      return 0;
    } finally {
      await lock?.release();
    }
  },
});

async function lockFolder(runsDir: string) {
  try {
    return await createFolderLock(join(runsDir, '.state'));
  } catch (error) {
    if (error instanceof FolderLockedError) throw new CommandError(reasonOf(error));
    throw error;
  }
}

/** A file that cannot be read is nobody's run: it is told of and stays. */
async function readCandidates(runsDir: string, context: { err(text: string): void }): Promise<readonly Candidate[]> {
  const candidates: Candidate[] = [];
  for (const { path, stem } of listJournals(runsDir) ?? []) {
    try {
      const { view } = await readRun(path);
      const files = await findRunFiles(runsDir, stem);
      const owedTo = await sinksThatAreOwed(runsDir, files);
      candidates.push({ files, ended: view.finishedAt !== undefined, owedTo });
    } catch (error) {
      say(context, 'runs prune', `kept ${stem}: ${reasonOf(error)}`);
    }
  }
  return candidates;
}
