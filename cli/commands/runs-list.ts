import { type RunSummary, summarizeRun } from '../../exporters/run-model/index.js';
import { createCommand } from '../command.js';
import { reasonOf } from '../errors.js';
import { listJournals } from '../journals/find.js';
import { readRun } from '../journals/read-run.js';
import { sharedOptions } from '../options/shared.js';
import type { OptionTable } from '../options/table.js';
import { toJsonLine } from '../output/json.js';
import { printable } from '../output/printable.js';
import { say } from '../output/say.js';
import { type Column, formatNumber, renderTable } from '../output/table.js';

const options = {
  runsDir: sharedOptions.runsDir,
  json: sharedOptions.json,
} as const satisfies OptionTable;

/** `fedotel runs list`: every run in the folder, the newest last. */
export const runsListCommand = createCommand({
  name: 'runs list',
  usage: '[--runs-dir DIR]',
  summary: 'List the runs in a folder',
  notes: [
    'The newest run is the last. Ends with 1 when a file could not be read; the other runs are listed all the same.',
  ],
  options,
  async run({ values }, context) {
    const journals = listJournals(values.runsDir);
    const runs: RunSummary[] = [];
    let unreadable = 0;
    for (const { path } of journals ?? []) {
      try {
        const { view } = await readRun(path);
        runs.push(summarizeRun(view, Date.now()));
      } catch (error) {
        unreadable += 1;
        say(context, 'runs list', reasonOf(error));
      }
    }
    runs.sort((a, b) => compareText(a.startedAt ?? '', b.startedAt ?? '') || compareText(a.runId, b.runId));
    if (values.json) context.out(toJsonLine(runs));
    else if (runs.length > 0) context.out(renderTable(columns, runs));
    else
      context.out(`no runs in ${printable(values.runsDir, 500)}${journals === undefined ? ': no such folder' : ''}\n`);
    return unreadable === 0 ? 0 : 1;
  },
});

/** ISO 8601 times sort as text; not by the user's language, which knows nothing of them. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

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
