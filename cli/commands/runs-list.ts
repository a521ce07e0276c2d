import { type RunSummary, summarizeRun } from '../../exporters/run-model/index.js';
import type { Command } from '../command.js';
import { UsageError } from '../errors.js';
import { listJournals } from '../find-journals.js';
import { type OptionTable, parseCommandLine } from '../options.js';
import { readRun } from '../read-run.js';
import { sharedOptions } from '../shared-options.js';
import { type Column, formatNumber, renderTable, toJsonText } from '../table.js';

const options = {
  runsDir: sharedOptions.runsDir,
  json: sharedOptions.json,
  help: sharedOptions.help,
} as const satisfies OptionTable;

/** `fedotel runs list`: every run in the folder, the newest last. */
export const runsListCommand: Command = {
  name: 'runs list',
  usage: '[--runs-dir DIR]',
  summary: 'List the runs in a folder',
  options,
  async run(argv, context) {
    const { values, positionals } = parseCommandLine(options, argv, context.env);
    if (positionals.length > 0) throw new UsageError(`expected no words, got ${JSON.stringify(positionals[0])}`);
    const runs: RunSummary[] = [];
    for (const { path } of listJournals(values.runsDir)) {
      try {
        const { view } = await readRun(path);
        runs.push(summarizeRun(view, Date.now()));
      } catch (error) {
        // One damaged file must not hide the other runs.
        context.err(`fedotel runs list: ${error instanceof Error ? error.message : String(error)}\n`);
      }
    }
    runs.sort((a, b) => (a.startedAt ?? '').localeCompare(b.startedAt ?? ''));
    if (values.json) context.out(toJsonText(runs));
    else if (runs.length === 0) context.out(`no runs in ${values.runsDir}\n`);
    else context.out(renderTable(columns, runs));
    return 0;
  },
};

const columns: readonly Column<RunSummary>[] = [
  { title: 'RUN', value: ({ runId }) => runId },
  { title: 'JOB', value: ({ job }) => job ?? '-' },
  { title: 'ALGORITHM', value: ({ algorithm }) => algorithm ?? '-' },
  { title: 'STATE', value: ({ state }) => state },
  { title: 'STARTED', value: ({ startedAt }) => (startedAt === undefined ? '-' : shortTime(startedAt)) },
  { title: 'ROUNDS', value: roundsOf, align: 'right' },
  { title: 'CLIENTS', value: ({ clients }) => String(clients), align: 'right' },
  {
    title: 'BEST',
    value: ({ best }) =>
      best === undefined ? '-' : `${best.metric} ${formatNumber(best.value, 4)} (round ${best.round})`,
  },
];

function roundsOf({ roundsCompleted, roundsFailed, plannedRounds }: RunSummary): string {
  const ended = roundsCompleted + roundsFailed;
  return plannedRounds === undefined ? String(ended) : `${ended}/${plannedRounds}`;
}

function shortTime(timestamp: string): string {
  return `${timestamp.slice(0, 19).replace('T', ' ')}Z`;
}
