import { appArtifactRoots } from '../../exporters/bridge/artifact-roots.js';
import { createCommand } from '../command.js';
import { createPatience } from '../export/patience.js';
import { findJournal } from '../journals/find.js';
import { destinationOptions } from '../options/destination-options.js';
import { sharedOptions } from '../options/shared.js';
import type { OptionTable } from '../options/table.js';
import { readToken } from '../options/token-file.js';
import { toJsonLine } from '../output/json.js';
import { printable } from '../output/printable.js';
import { say } from '../output/say.js';
import { formatBytes } from '../output/table.js';
import { createLocalSource } from '../pull/local-source.js';
import { type PulledRun, pullRun } from '../pull/pull-run.js';
import { createRemoteSource } from '../pull/remote-source.js';
import type { PullSource } from '../pull/source.js';

/** Files that are named one by one when they are missing. */
const MOST_NAMES = 10;

const options = {
  out: {
    name: 'out',
    type: 'string',
    default: '.',
    placeholder: 'DIR',
    help: 'folder in which the run gets one of its own; made when needed',
  },
  from: {
    name: 'from',
    // In a configuration file, --from is where runs are compared.
    fileName: 'pull-from',
    type: 'string',
    env: ['FEDOTEL_PULL_FROM'],
    placeholder: 'URL',
    help: 'address of the page of a bridge elsewhere (bridge --page, serve); unless given, the runs folder here; pull-from in a configuration file',
  },
  tokenFile: {
    name: 'token-file',
    type: 'string',
    env: ['FEDOTEL_TOKEN_FILE'],
    placeholder: 'FILE',
    help: 'file whose first line is the bearer token to show with --from',
  },
  runsDir: sharedOptions.runsDir,
  artifactRoot: {
    ...destinationOptions.artifactRoot,
    help: 'folders whose files are copied when the run registered them; unless given, the working directory. With --from the other side decides',
  },
  config: sharedOptions.config,
  json: sharedOptions.json,
} as const satisfies OptionTable;

/** `fedotel runs pull`: everything of a run in one folder. */
export const runsPullCommand = createCommand({
  name: 'runs pull',
  usage: 'RUN --out DIR [--from URL] [--token-file FILE]',
  summary: 'Collect a run in a folder: run file, map, page, tables, checkpoints and other files',
  notes: [
    'The folder is called as the run’s file and appears when everything in it is whole: sizes and digests are compared, and what broke off is fetched again. A former one of the same run is replaced.',
    'Registered files are below files/; pull.json lists them with size and SHA-256, and says what was not to be had and why.',
  ],
  options,
  words: [1, 1],
  async run({ values, words: [word = ''] }, context) {
    const { from, runsDir, artifactRoot } = values;
    const token = from === undefined || values.tokenFile === undefined ? undefined : readToken(values.tokenFile);
    const source: PullSource =
      from === undefined
        ? createLocalSource(findJournal(word, runsDir), artifactRoot ?? appArtifactRoots(runsDir))
        : createRemoteSource({ from, run: word, token });
    const patience = createPatience(0, context);
    try {
      const { pulled, folder } = await pullRun(source, values.out, { context, patience });
      context.out(values.json ? toJsonLine({ ...pulled, folder }) : asText(pulled, folder));
      for (const { name, reason } of pulled.missing.slice(0, MOST_NAMES)) {
        say(context, 'runs pull', `${name} is not there: ${reason}`);
      }
      const further = pulled.missing.length - MOST_NAMES;
      if (further > 0) say(context, 'runs pull', `${further} more files are not there; pull.json lists them`);
      return 0;
    } finally {
      patience.release();
    }
  },
});

function asText({ run_id: run, state, files }: PulledRun, folder: string): string {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const going = state === 'running' ? '; the run goes on' : '';
  const what = `${files.length} ${files.length === 1 ? 'file' : 'files'} (${formatBytes(bytes)}) in ${folder}${going}`;
  return `${printable(run, 200)}: ${printable(what, 1000)}\n`;
}
