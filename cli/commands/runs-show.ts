import { millisOf, type RoundView, type RunView } from '../../exporters/run-model/index.js';
import type { Command } from '../command.js';
import { UsageError } from '../errors.js';
import { findJournal } from '../find-journals.js';
import { type OptionTable, parseCommandLine } from '../options.js';
import { readRun } from '../read-run.js';
import { sharedOptions } from '../shared-options.js';
import { type Column, formatBytes, formatNumber, printable, renderTable } from '../table.js';

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
    if (word === undefined || more.length > 0)
      throw new UsageError(`expected one RUN or FILE, got ${positionals.length}`);
    const { path } = findJournal(word, values.runsDir);
    const { view, state, malformed } = await readRun(path);
    context.out(values.json ? `${JSON.stringify(asJson(view, state))}\n` : asText(view, state, Date.now()));
    if (malformed > 0) context.err(`fedotel runs show: ${path}: ${malformed} line(s) are no events\n`);
    return 0;
  },
};

function asText(view: RunView, state: RunView['state'], nowMillis: number): string {
  const facts = [
    ['run', view.runId],
    ['job', view.job],
    ['algorithm', view.algorithm],
    ['state', view.error === undefined ? state : `${state} (${view.error})`],
    ['started', view.startedAt],
    ['ended', view.finishedAt],
    ['attempts', view.attempts.length > 1 ? String(view.attempts.length) : undefined],
    [
      'best',
      view.best === undefined
        ? undefined
        : `${view.best.metric} ${formatNumber(view.best.value, 4)} in round ${view.best.round}`,
    ],
    ['planned', view.plannedRounds === undefined ? undefined : `${view.plannedRounds} rounds`],
  ] as const;
  const head = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name.padEnd(10)}${printable(value, 200)}\n`],
  );
  const waiting = state === 'running' ? view.rounds.flatMap((round) => waitingText(round, nowMillis)) : [];
  return [...head, '\n', renderTable(columns, view.rounds), ...waiting, ...mishapText(view)].join('');
}

function waitingText({ round, state, waitingFor, pending }: RoundView, nowMillis: number): string[] {
  if (state !== 'running') return [];
  const names = waitingFor.slice(0, MOST_NAMES).map(({ clientId, operation, since }) => {
    const seconds = Math.max(0, (nowMillis - (millisOf(since) ?? nowMillis)) / 1000);
    return `${printable(clientId)} (${operation}, ${seconds.toFixed(1)} s)`;
  });
  const further = waitingFor.length > MOST_NAMES ? ` and ${waitingFor.length - MOST_NAMES} more` : '';
  if (names.length === 0) return [`\nround ${round} runs; ${pending} selected client(s) have not answered\n`];
  return [`\nround ${round} waits for ${waitingFor.length} client(s): ${names.join(', ')}${further}\n`];
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

const columns: readonly Column<RoundView>[] = [
  { title: 'ROUND', value: ({ round }) => String(round), align: 'right' },
  { title: 'STATE', value: ({ state }) => state },
  { title: 'ACCURACY', value: ({ globalAccuracy }) => formatNumber(globalAccuracy, 4), align: 'right' },
  { title: 'LOSS', value: ({ globalLoss, trainLoss }) => formatNumber(globalLoss ?? trainLoss, 4), align: 'right' },
  { title: 'SELECTED', value: ({ selected }) => String(selected), align: 'right' },
  { title: 'COMPLETED', value: ({ completed }) => String(completed), align: 'right' },
  { title: 'FAILED', value: ({ failed }) => String(failed), align: 'right' },
  { title: 'DROPPED', value: ({ dropped }) => String(dropped), align: 'right' },
  { title: 'STRAGGLERS', value: ({ stragglers }) => String(stragglers), align: 'right' },
  { title: 'LATE', value: ({ lateUpdates }) => String(lateUpdates), align: 'right' },
  { title: 'SECONDS', value: ({ durationSeconds }) => formatNumber(durationSeconds, 2), align: 'right' },
  { title: 'UP', value: ({ bytesUp }) => formatBytes(bytesUp), align: 'right' },
  { title: 'DOWN', value: ({ bytesDown }) => formatBytes(bytesDown), align: 'right' },
];

/** The same as data. Numbers that JSON lacks become texts, as in the journal. */
function asJson(view: RunView, state: RunView['state']) {
  return {
    run: view.runId,
    job: view.job,
    algorithm: view.algorithm,
    state,
    error: view.error,
    started: view.startedAt,
    finished: view.finishedAt,
    attempts: view.attempts.length,
    plannedRounds: view.plannedRounds,
    best: view.best,
    rounds: view.rounds.map((round) => ({
      round: round.round,
      state: round.state,
      accuracy: jsonNumber(round.globalAccuracy),
      loss: jsonNumber(round.globalLoss),
      trainLoss: jsonNumber(round.trainLoss),
      selected: round.selected,
      completed: round.completed,
      failed: round.failed,
      dropped: round.dropped,
      stragglers: round.stragglers,
      late: round.lateUpdates,
      seconds: jsonNumber(round.durationSeconds),
      bytesUp: round.bytesUp,
      bytesDown: round.bytesDown,
      waitingFor: state === 'running' ? round.waitingFor : [],
    })),
    dropouts: view.dropouts,
    communicationFailures: view.commFailures,
  };
}

function jsonNumber(value: number | null | undefined): number | string | null | undefined {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
