import {
  type Explanation,
  explainRound,
  millisOf,
  type RoundView,
  type RunView,
  runState,
  type SlowRound,
  slowestRounds,
} from '../../exporters/run-model/index.js';
import { createCommand } from '../command.js';
import { CommandError } from '../errors.js';
import { findJournal } from '../journals/find.js';
import { readRun } from '../journals/read-run.js';
import { sharedOptions } from '../options/shared.js';
import type { OptionTable } from '../options/table.js';
import { toJsonLine } from '../output/json.js';
import { printable } from '../output/printable.js';
import { say } from '../output/say.js';
import { type Column, formatNumber, renderTable } from '../output/table.js';

/** How many rounds the ranking shows. */
const MOST_ROUNDS = 10;
const LONGEST_SENTENCE = 1000;

const options = {
  round: {
    name: 'round',
    type: 'number',
    whole: true,
    minimum: 0,
    placeholder: 'N',
    help: 'the round to explain; without it, the slowest rounds with one line each',
  },
  runsDir: sharedOptions.runsDir,
  json: sharedOptions.json,
} as const satisfies OptionTable;

/** `fedotel runs explain RUN`: why a round took as long as it did. */
export const runsExplainCommand = createCommand({
  name: 'runs explain',
  usage: 'RUN|FILE [--round N] [--runs-dir DIR]',
  summary: 'Say why a round took as long as it did: whom it waited for, and what its time went into',
  options,
  words: [1, 1],
  async run({ values, words: [word = ''] }, context) {
    const { path } = findJournal(word, values.runsDir);
    const { view, malformed, firstFault } = await readRun(path);
    const now = nowOf(view, Date.now());
    if (values.round === undefined) {
      const slowest = slowestRounds(view.rounds, MOST_ROUNDS, now);
      context.out(values.json ? toJsonLine({ runId: view.runId, slowest }) : rankingText(view, slowest));
    } else {
      const round = roundOf(view, values.round);
      const explanation = explainRound(round, view.rounds, now);
      context.out(values.json ? toJsonLine({ runId: view.runId, ...explanation }) : explanationText(explanation));
    }
    if (malformed > 0)
      say(context, 'runs explain', `${path}: ${malformed} line(s) are no events; the first: ${firstFault}`);
    return 0;
  },
});

/** A run that went silent is looked at as of its last sign of life: its open round does not go on for ever. */
function nowOf(view: RunView, nowMillis: number): number | undefined {
  return runState(view, nowMillis) === 'running' ? nowMillis : millisOf(view.lastDataAt);
}

function roundOf({ rounds, runId }: RunView, number: number): RoundView {
  const round = rounds.find((candidate) => candidate.round === number);
  if (round !== undefined) return round;
  const [first, last] = [rounds[0], rounds.at(-1)];
  const known = first === undefined ? 'no rounds' : `rounds ${first.round} to ${last?.round}`;
  throw new CommandError(`--round: expected a round of ${printable(runId)} (it has ${known}), got ${number}`);
}

function explanationText({ sentences }: Explanation): string {
  return sentences.map((sentence) => `${printable(sentence, LONGEST_SENTENCE)}\n`).join('');
}

function rankingText({ rounds, runId }: RunView, slowest: readonly SlowRound[]): string {
  if (slowest.length === 0) return `No round of ${printable(runId)} says how long it took.\n`;
  const title = slowest.length < rounds.length ? `The ${slowest.length} slowest of ${rounds.length} rounds\n\n` : '';
  const lines = renderTable(columns, slowest).trimEnd().split('\n');
  // The reason is a sentence: it stands last and may be longer than a table's cell.
  const reasons = ['WHY', ...slowest.map(({ reason }) => printable(reason, LONGEST_SENTENCE))];
  const width = lines.reduce((most, line) => Math.max(most, line.length), 0);
  return title + lines.map((line, index) => `${line.padEnd(width)}  ${reasons[index]}\n`).join('');
}

const columns: readonly Column<SlowRound>[] = [
  { title: 'ROUND', value: ({ round }) => String(round), align: 'right' },
  { title: 'STATE', value: ({ state }) => state },
  { title: 'SECONDS', value: ({ seconds }) => formatNumber(seconds, 2), align: 'right' },
  { title: 'TIMES THE MEDIAN', value: ({ ratio }) => formatNumber(ratio, 1), align: 'right' },
];
