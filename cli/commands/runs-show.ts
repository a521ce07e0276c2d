import {
  type RoundSummary,
  type RunSummary,
  type RunView,
  summarizeRounds,
  summarizeRun,
} from '../../exporters/run-model/index.js';
import type { Command } from '../command.js';
import { UsageError } from '../errors.js';
import { findJournal } from '../find-journals.js';
import { type OptionTable, parseCommandLine } from '../options.js';
import { readRun } from '../read-run.js';
import { sharedOptions } from '../shared-options.js';
import { type Column, formatBytes, formatNumber, printable, renderTable, toJsonText } from '../table.js';

const MOST_NAMES = 20;

const options = {
  runsDir: sharedOptions.runsDir,
  json: sharedOptions.json,
  help: sharedOptions.help,
} as const satisfies OptionTable;

/** `fedotel runs show RUN`: the rounds of a run, and whom a running round waits for. */
export const runsShowCommand: Command = {
  name: 'runs show',
  usage: 'RUN|FILE [--runs-dir DIR]',
  summary: 'Show a run’s rounds, and which clients the current round still waits for',
  options,
  async run(argv, context) {
    const { values, positionals } = parseCommandLine(options, argv, context.env);
    const [word, ...more] = positionals;
    if (word === undefined || more.length > 0) {
      throw new UsageError(`expected one RUN or FILE, got ${positionals.length}`);
    }
    const { path } = findJournal(word, values.runsDir);
    const { view, malformed } = await readRun(path);
    const now = Date.now();
    const run = summarizeRun(view, now);
    const rounds = summarizeRounds(view, now);
    const { dropouts, commFailures } = view;
    context.out(values.json ? toJsonText({ ...run, rounds, dropouts, commFailures }) : asText(run, rounds, view));
    if (malformed > 0) context.err(`fedotel runs show: ${path}: ${malformed} line(s) are no events\n`);
    return 0;
  },
};

function asText(run: RunSummary, rounds: readonly RoundSummary[], view: RunView): string {
  const { best, state, error } = run;
  const facts = [
    ['run', run.runId],
    ['job', run.job],
    ['algorithm', run.algorithm],
    ['state', error === undefined ? state : `${state} (${error})`],
    ['started', run.startedAt],
    ['ended', run.finishedAt],
    ['attempts', view.attempts.length > 1 ? String(view.attempts.length) : undefined],
    ['planned', run.plannedRounds === undefined ? undefined : `${run.plannedRounds} rounds`],
    ['clients', `${run.clients}, ${run.updates} updates, ${run.lateUpdates} late`],
    ['best', best === undefined ? undefined : `${best.metric} ${formatNumber(best.value, 4)} in round ${best.round}`],
  ] as const;
  const head = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name.padEnd(10)}${printable(value, 200)}\n`],
  );
  const waiting = state === 'running' ? rounds.flatMap(waitingText) : [];
  return [...head, '\n', renderTable(columns, rounds), ...waiting, ...mishapText(view)].join('');
}

function waitingText({ round, state, waitingFor, pending }: RoundSummary): string[] {
  if (state !== 'running') return [];
  if (waitingFor.length === 0) return [`\nround ${round} runs; ${pending} selected client(s) have not answered\n`];
  const names = waitingFor
    .slice(0, MOST_NAMES)
    .map(({ clientId, operation, waitedSeconds }) => {
      return `${printable(clientId)} (${operation}, ${formatNumber(waitedSeconds, 1)} s)`;
    })
    .join(', ');
  const further = waitingFor.length > MOST_NAMES ? ` and ${waitingFor.length - MOST_NAMES} more` : '';
  return [`\nround ${round} waits for ${waitingFor.length} client(s): ${names}${further}\n`];
}

function mishapText({ dropouts, commFailures }: RunView): string[] {
  const lines = (title: string, mishaps: RunView['dropouts']) =>
    mishaps
      .slice(-MOST_NAMES)
      .map(
        ({ round, clientId, reason }) => `${title} in round ${round}: ${printable(clientId)}, ${printable(reason)}\n`,
      );
  const all = [...lines('drop-out', dropouts), ...lines('failure', commFailures)];
  return all.length === 0 ? [] : ['\n', ...all];
}

const columns: readonly Column<RoundSummary>[] = [
  { title: 'ROUND', value: ({ round }) => String(round), align: 'right' },
  { title: 'STATE', value: ({ state }) => state },
  { title: 'ACCURACY', value: ({ accuracy }) => formatNumber(accuracy, 4), align: 'right' },
  { title: 'LOSS', value: ({ loss }) => formatNumber(loss, 4), align: 'right' },
  { title: 'SELECTED', value: ({ selected }) => String(selected), align: 'right' },
  { title: 'COMPLETED', value: ({ completed }) => String(completed), align: 'right' },
  { title: 'FAILED', value: ({ failed }) => String(failed), align: 'right' },
  { title: 'DROPPED', value: ({ dropped }) => String(dropped), align: 'right' },
  { title: 'STRAGGLERS', value: ({ stragglers }) => String(stragglers), align: 'right' },
  { title: 'LATE', value: ({ late }) => String(late), align: 'right' },
  { title: 'SECONDS', value: ({ durationSeconds }) => formatNumber(durationSeconds, 2), align: 'right' },
  { title: 'UP', value: ({ bytesUp }) => formatBytes(bytesUp), align: 'right' },
  { title: 'DOWN', value: ({ bytesDown }) => formatBytes(bytesDown), align: 'right' },
];
