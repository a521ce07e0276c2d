import { resolve } from 'node:path';
import { type Bounds, type Decision, planFolder } from '../../exporters/bridge/retention/index.js';
import { createCommand } from '../command.js';
import { CommandError, reasonOf, systemCodeOf, UsageError } from '../errors.js';
import { sharedOptions } from '../options/shared.js';
import type { OptionTable } from '../options/table.js';
import { toJsonLine } from '../output/json.js';
import { printable } from '../output/printable.js';
import { say } from '../output/say.js';
import { openRemover } from '../prune/remover.js';
import { boundsOf, retentionOptions } from '../prune/retention-options.js';

const options = {
  runsDir: sharedOptions.runsDir,
  keep: { ...retentionOptions.keep, help: 'remove runs whose last data is older, such as 30d or 12h' },
  maxSize: {
    ...retentionOptions.maxSize,
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
    'A run goes with its map, GeoJSON, HTML and table files and with TensorBoard’s event files in the runs folder. One that has not ended, or that a destination does not have all of, stays until nothing came of it for 14 days; then it goes, and that is said.',
    'What is elsewhere stays: files in another folder (--to map=DIR), W&B’s directories, which may not be synced yet, and what MLflow and W&B have.',
    'Beside a running bridge it is the bridge that removes them, as far as nothing comes of them; without one the folder is locked meanwhile.',
  ],
  options,
  async run({ values }, context) {
    if (values.keep === undefined && values.maxSize === undefined) {
      throw new UsageError('expected --keep AGE, --max-size SIZE, or both, got neither');
    }
    const bounds = boundsOf(values);
    const runsDir = resolve(values.runsDir);
    const remover = values.dryRun ? undefined : await openRemover(runsDir);
    try {
      const decisions = await decide(runsDir, bounds);
      const going = decisions.filter((decision) => decision.kind === 'remove');
      const kept = new Map<string, string>();
      for (const decision of decisions) {
        const { stem } = decision.files;
        if (decision.kind === 'keep') kept.set(stem, decision.reason);
        else if (decision.lostTo.length > 0) {
          const text = `${stem} never reached ${decision.lostTo.join(', ')} whole: the claim has expired`;
          say(context, 'runs prune', text);
        }
      }
      for (const outcome of (await remover?.remove(going.map(({ files }) => files))) ?? []) {
        if (outcome.kind === 'kept') kept.set(outcome.stem, outcome.reason);
      }
      for (const [stem, reason] of kept) say(context, 'runs prune', `kept ${stem}: ${reason}`);
      const removed = going.filter(({ files }) => !kept.has(files.stem));
      const stems = removed.map(({ files }) => files.stem);
      const bytes = removed.reduce((sum, { files }) => sum + files.bytes, 0);
      if (values.json) {
        context.out(toJsonLine({ dryRun: values.dryRun, removed: stems, bytes, kept: kept.size }));
        return 0;
      }
      const verb = values.dryRun ? 'would remove' : 'removed';
      context.out(stems.map((stem) => `${printable(`${verb} ${stem}`, 500)}\n`).join(''));
      context.out(`${removed.length} run(s), ${(bytes / 1e6).toFixed(1)} MB\n`);
      return 0;
    } finally {
      await remover?.close();
    }
  },
});

/** @throws CommandError when there is no such folder */
async function decide(runsDir: string, bounds: Bounds): Promise<readonly Decision[]> {
  try {
    return await planFolder(runsDir, bounds, Date.now());
  } catch (error) {
    const missing = systemCodeOf(error) === 'ENOENT';
    throw new CommandError(`--runs-dir ${runsDir}: ${missing ? 'there is no such folder' : reasonOf(error)}`);
  }
}
