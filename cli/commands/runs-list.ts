import type { RunView } from '../../exporters/run-model/index.js';
import type { Command } from '../command.js';
import { UsageError } from '../errors.js';
import { listJournals } from '../find-journals.js';
import { type OptionTable, parseCommandLine } from '../options.js';
import { readRun } from '../read-run.js';
import { sharedOptions } from '../shared-options.js';
import { type Column, formatNumber, renderTable } from '../table.js';

const options = {
  runsDir: sharedOptions.runsDir,
  json: sharedOptions.json,
  help: sharedOptions.help,
} as const satisfies OptionTable;

/** One run in the list. */
interface ListedRun {
  readonly run: string;
  readonly job: string | null;
  readonly algorithm: string | null;
  readonly state: RunView['state'];
  readonly started: string | null;
  readonly rounds: number;
  readonly plannedRounds: number | null;
  readonly best: { readonly metric: string; readonly value: number; readonly round: number } | null;
}

/** `fedotel runs list`: every run in the folder, the newest last. */
export const runsListCommand: Command = {
  name: 'runs list',
  usage: '[--runs-dir DIR]',
  summary: 'List the runs in a folder',
  options,
  async run(argv, context) {
    const { values, positionals } = parseCommandLine(options, argv, context.env);
    if (positionals.length > 0) throw new UsageError(`expected no words, got ${JSON.stringify(positionals[0])}`);
    const runs: ListedRun[] = [];
    for (const { path } of listJournals(values.runsDir)) {
      try {
        const { view, state } = await readRun(path);
        runs.push(listed(view, state));
      } catch (error) {
        // One damaged file must not hide the other runs.
        context.err(`fedotel runs list: ${error instanceof Error ? error.message : String(error)}\n`);
      }
    }
    runs.sort((a, b) => (a.started ?? '').localeCompare(b.started ?? ''));
    if (values.json) context.out(`${JSON.stringify(runs)}\n`);
    else if (runs.length === 0) context.out(`no runs in ${values.runsDir}\n`);
    else context.out(renderTable(columns, runs));
    return 0;
  },
};

function listed(view: RunView, state: RunView['state']): ListedRun {
  const { best } = view;
  return {
    run: view.runId,
    job: view.job ?? null,
    algorithm: view.algorithm ?? null,
    state,
    started: view.startedAt ?? null,
    rounds: view.rounds.filter((round) => round.state === 'completed' || round.state === 'failed').length,
    plannedRounds: view.plannedRounds ?? null,
    best: best === undefined ? null : { metric: best.metric, value: best.value, round: best.round },
  };
}

const columns: readonly Column<ListedRun>[] = [
  { title: 'RUN', value: ({ run }) => run },
  { title: 'JOB', value: ({ job }) => job ?? '-' },
  { title: 'ALGORITHM', value: ({ algorithm }) => algorithm ?? '-' },
  { title: 'STATE', value: ({ state }) => state },
  { title: 'STARTED', value: ({ started }) => (started === null ? '-' : `${started.slice(0, 19).replace('T', ' ')}Z`) },
  {
    title: 'ROUNDS',
    value: ({ rounds, plannedRounds }) => (plannedRounds === null ? String(rounds) : `${rounds}/${plannedRounds}`),
    align: 'right',
  },
  {
    title: 'BEST',
    value: ({ best }) => (best === null ? '-' : `${best.metric} ${formatNumber(best.value, 4)} (round ${best.round})`),
  },
];
