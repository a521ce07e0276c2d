import { dirname } from 'node:path';
import { findParked, findStopRequests, type ParkedRun, type StopRequest } from '../../exporters/bridge/index.js';
import {
  type RoundSummary,
  type RunSummary,
  type RunView,
  summarizeRounds,
  summarizeRun,
} from '../../exporters/run-model/index.js';
import { createCommand } from '../command.js';
import { findJournal } from '../journals/find.js';
import { readRun } from '../journals/read-run.js';
import { sharedOptions } from '../options/shared.js';
import type { OptionTable } from '../options/table.js';
import { toJsonLine } from '../output/json.js';
import { printable } from '../output/printable.js';
import { resourcesText } from '../output/resources.js';
import { say } from '../output/say.js';
import { type Column, formatBytes, formatNumber, renderTable } from '../output/table.js';

const MOST_NAMES = 20;

const options = {
  runsDir: sharedOptions.runsDir,
  resources: {
    name: 'resources',
    type: 'boolean',
    default: false,
    help: 'show CPU, memory, traffic and energy by round and client instead of the rounds’ results',
  },
  json: sharedOptions.json,
} as const satisfies OptionTable;

/** `fedotel runs show RUN`: the rounds of a run, and whom a running round waits for. */
export const runsShowCommand = createCommand({
  name: 'runs show',
  usage: 'RUN|FILE [--resources] [--runs-dir DIR]',
  summary: 'Show a run’s rounds, and which clients the current round still waits for',
  options,
  words: [1, 1],
  async run({ values, words: [word = ''] }, context) {
    const { path, stem } = findJournal(word, values.runsDir);
    const { view, malformed, firstFault } = await readRun(path);
    const now = Date.now();
    const run = summarizeRun(view, now);
    const rounds = summarizeRounds(view, now);
    const { dropouts, commFailures } = view;
    const parked = await findParked(dirname(path), stem);
    const stopRequests = await findStopRequests(dirname(path), stem);
    const resources = values.resources ? { resources: view.resources } : {};
    const text = values.resources ? resourcesText(view.resources) : asText(run, rounds, view);
    context.out(
      values.json
        ? toJsonLine({
            ...run,
            logged: loggedCounts(view),
            rounds,
            dropouts,
            commFailures,
            ...resources,
            parked,
            stopRequests,
          })
        : `${text}${stopText(stopRequests)}${parkedText(parked)}`,
    );
    if (malformed > 0)
      say(context, 'runs show', `${path}: ${malformed} line(s) are no events; the first: ${firstFault}`);
    return 0;
  },
});

function asText(run: RunSummary, rounds: readonly RoundSummary[], view: RunView): string {
  const { best, state, error } = run;
  const jobs = view.attempts.flatMap(({ job }) => job ?? []);
  const otherJobs = [...new Set(jobs)].filter((job) => job !== run.job);
  const facts = [
    ['run', run.runId],
    ['job', run.job],
    ['algorithm', run.algorithm],
    ['state', error === undefined ? state : `${state} (${error})`],
    ['started', run.startedAt],
    ['ended', run.finishedAt],
    ['attempts', view.attempts.length > 1 ? String(view.attempts.length) : undefined],
    ['not shown', otherJobs.length === 0 ? undefined : `${otherJobs.join(', ')}: other job under this run id`],
    ['planned', run.plannedRounds === undefined ? undefined : `${run.plannedRounds} rounds`],
    ['clients', `${run.clients}, ${run.updates} updates, ${run.lateUpdates} late`],
    ['logged', loggedText(view)],
    ['best', best === undefined ? undefined : `${best.metric} ${formatNumber(best.value, 4)} in round ${best.round}`],
  ] as const;
  const head = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name.padEnd(10)}${printable(value, 200)}\n`],
  );
  const waiting = rounds.flatMap((round) => waitingText(round, state === 'running' ? 'waits' : 'was waiting'));
  return [...head, '\n', renderTable(columns, rounds), ...waiting, ...mishapText(view)].join('');
}

/** How much the app's code logged by tag and step. */
function loggedCounts({ scalars, logged }: RunView) {
  const { histograms, texts } = logged;
  return { scalars: scalars.count, tags: scalars.series.length, histograms, texts };
}

function loggedText(view: RunView): string | undefined {
  const { scalars, tags, histograms, texts } = loggedCounts(view);
  if (scalars + histograms + texts === 0) return undefined;
  return `${scalars} numbers in ${tags} series, ${histograms} histograms, ${texts} texts`;
}

/** Where somebody asked the run to stop. */
function stopText(requests: readonly StopRequest[]): string {
  const lines = requests.map(
    ({ sink, since }) =>
      `somebody pressed Stop in ${printable(sink)}’s page at ${printable(since)}; the app is not told\n`,
  );
  return lines.length === 0 ? '' : ['\n', ...lines].join('');
}

/** Destinations that take nothing of the run, and what to do. */
function parkedText(parked: readonly ParkedRun[]): string {
  if (parked.length === 0) return '';
  const lines = parked.map(
    ({ sink, reason, since }) =>
      `${printable(sink)} takes nothing since ${printable(since)}: ${printable(reason, 1000)}\n`,
  );
  const next = 'The run file has everything; when that is changed, start the bridge again, or use: fedotel export\n';
  return ['\n', ...lines, next].join('');
}

/** Whom a round waits for that has not ended; of an interrupted run, whom it was waiting for at its last sign of life. */
function waitingText({ round, state, waitingFor, pending }: RoundSummary, waits: string): string[] {
  if (state !== 'running') return [];
  if (waitingFor.length === 0)
    return [`\nround ${round} has not ended; ${pending} selected client(s) have not answered\n`];
  const names = waitingFor
    .slice(0, MOST_NAMES)
    .map(({ clientId, operation, waitedSeconds }) => {
      return `${printable(clientId)} (${printable(operation)}, ${formatNumber(waitedSeconds, 1)} s)`;
    })
    .join(', ');
  const further = waitingFor.length > MOST_NAMES ? ` and ${waitingFor.length - MOST_NAMES} more` : '';
  return [`\nround ${round} ${waits} for ${waitingFor.length} client(s): ${names}${further}\n`];
}

/** The last drop-outs and failures, each with its reason. */
function mishapText({ dropouts, commFailures }: RunView): string[] {
  const lines = (title: string, mishaps: RunView['dropouts']) =>
    mishaps.slice(-MOST_NAMES).map(({ round, clientId, reason }) => {
      const where = round < 0 ? 'outside any round' : `in round ${round}`;
      return `${title} ${where}: ${printable(clientId)}, ${printable(reason)}\n`;
    });
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
