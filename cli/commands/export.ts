import { resolve } from 'node:path';
import { appArtifactRoots } from '../../exporters/bridge/artifact-roots.js';
import { loadSink, parseSinkChoice } from '../../exporters/bridge/sink-registry.js';
import { makeFolder } from '../../exporters/journal/index.js';
import { createCommand } from '../command.js';
import { CommandError, reasonOf, UsageError } from '../errors.js';
import type { Destination } from '../export/destination.js';
import { type Exported, exportTo, type NotExported } from '../export/export-to.js';
import { createPatience } from '../export/patience.js';
import { findSources } from '../export/sources.js';
import { targetFolder } from '../export/target-files.js';
import { checkPerClient, destinationOptions } from '../options/destination-options.js';
import { sharedOptions } from '../options/shared.js';
import type { OptionTable } from '../options/table.js';
import { toJsonLine } from '../output/json.js';
import { printable } from '../output/printable.js';

const options = {
  to: sharedOptions.to,
  out: {
    name: 'out',
    type: 'string',
    placeholder: 'DIR',
    help: 'folder for destinations that are files; made when needed; unless given the working directory, for W&B’s directories WANDB_DIR',
  },
  runsDir: sharedOptions.runsDir,
  ...destinationOptions,
  patience: sharedOptions.patience,
  config: sharedOptions.config,
  json: sharedOptions.json,
} as const satisfies OptionTable;

/** `fedotel export`: any journal to any destination. */
export const exportCommand = createCommand({
  name: 'export',
  usage: 'FILE|RUN… --to SINK[=ARG],… [--out DIR]',
  summary: 'Send past runs, HiveWatch’s logs included, to destinations',
  notes: [
    'A word is the id of a run in the runs folder or the path of a .jsonl file. Files are called as the journal is; a file of another run is never replaced.',
    'Ends with 1 when a journal could not be read or a destination refused something; the other journals are exported all the same.',
  ],
  options,
  words: [1, Number.POSITIVE_INFINITY],
  async run({ values, words }, context) {
    const out = resolve(values.out ?? '.');
    const destinations = await loadDestinations(values.to);
    if (values.out !== undefined) checkOut(values.out, destinations);
    const journals = findSources(words, values.runsDir);
    await makeFolder(out).catch((error: unknown) => {
      throw new CommandError(`--out ${values.out ?? '.'}: expected a writable folder, got ${reasonOf(error)}`);
    });
    const exported: Exported[] = [];
    const failed: NotExported[] = [];
    const perClient = checkPerClient(values.perClient);
    const artifactRoots = values.artifactRoot ?? appArtifactRoots(values.runsDir);
    const patience = createPatience(values.patience, context);
    try {
      for (const destination of destinations) {
        const result = await exportTo(destination, journals, {
          ...{ out, patience, context, perClient, artifactRoots },
          givenOut: values.out === undefined ? undefined : out,
        });
        exported.push(...result.exported);
        failed.push(...result.failed);
        if (!values.json) {
          const folder = targetFolder(destination, values.out ?? '.');
          for (const { run, to, events } of result.exported) {
            const where = folder === undefined ? '' : ` in ${printable(folder, 500)}`;
            context.out(`${printable(run, 200)}: ${events} events to ${to}${where}\n`);
          }
        }
      }
    } finally {
      patience.release();
      if (values.json) context.out(toJsonLine({ exported, failed, out }));
    }
    return failed.length > 0 || exported.some(({ rejected }) => rejected > 0) ? 1 : 0;
  },
});

/** A folder that nobody would write to was meant for something else. @throws UsageError */
function checkOut(out: string, destinations: readonly Destination[]): void {
  const servers = destinations.flatMap(({ choice, sink }) => {
    return sink.serverSetting === undefined ? [] : `${choice.name}, whose server ${sink.serverSetting} names`;
  });
  if (servers.length < destinations.length) return;
  throw new UsageError(`--out ${out}: expected a destination that writes files, got ${servers.join(', ')}`);
}

/** All destinations are known before the first one is written to. */
async function loadDestinations(to: readonly string[]): Promise<readonly Destination[]> {
  if (to.length === 0) throw new UsageError('--to: expected a destination, got none');
  const destinations: Destination[] = [];
  for (const choice of to.map(parseSinkChoice)) {
    const sink = await loadSink(choice).catch((error: unknown) => {
      throw new CommandError(reasonOf(error));
    });
    destinations.push({ choice, sink });
  }
  return destinations;
}
