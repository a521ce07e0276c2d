import {
  bestOf,
  type ComparedRun,
  commonObjective,
  differingParams,
  rankRuns,
} from '../../exporters/run-model/index.js';
import { createCommand } from '../command.js';
import { comparingOptions, parseMode } from '../comparing/options.js';
import { openRunsSource } from '../comparing/sources.js';
import { CommandError } from '../errors.js';
import { toJsonLine } from '../output/json.js';
import { printable } from '../output/printable.js';
import { say } from '../output/say.js';
import { type Column, formatBytes, formatNumber, renderTable } from '../output/table.js';

/** More do not fit beside each other. */
const MOST_RUNS = 20;
/** Behind the best value of a line. */
const MARK = ' *';

/** `fedotel runs compare RUN RUN…`: runs side by side. */
export const runsCompareCommand = createCommand({
  name: 'runs compare',
  usage: 'RUN|FILE RUN|FILE… [--metric NAME] [--mode max|min] [--from mlflow]',
  summary: 'Show runs side by side: the params in which they differ, and their results',
  notes: [
    'The best value of a result is marked with *. In MLflow a run is named by its run id or by MLflow’s own; there the number of clients is known only where each client has keys of its own.',
  ],
  options: comparingOptions,
  words: [2, MOST_RUNS],
  async run({ values, words }, context) {
    const goal = parseMode(values.mode);
    const choice = { ...values, job: undefined };
    const source = openRunsSource(choice, context.env, (text) => say(context, 'runs compare', text));
    try {
      const runs: ComparedRun[] = [];
      for (const word of words) {
        const run = await source.one(word);
        const twice = runs.some(({ place }) => place === run.place);
        if (twice) throw new CommandError(`expected different runs, got ${JSON.stringify(word)} twice`);
        runs.push(run);
      }
      const objective = commonObjective(runs, { metric: values.metric, goal });
      const best = rankRuns(runs, objective)[0];
      const params = differingParams(runs);
      const json = { ...objective, best: best?.run.runId, params, runs };
      context.out(values.json ? toJsonLine(json) : asText(runs, params, { ...objective, best }));
      return 0;
    } finally {
      source.close();
    }
  },
});

/** One line of the comparison: a value of every run. */
interface Line {
  readonly name: string;
  readonly values: readonly string[];
}

function asText(
  runs: readonly ComparedRun[],
  params: ReturnType<typeof differingParams>,
  {
    metric,
    goal,
    best,
  }: { metric: string; goal: 'max' | 'min'; best: ReturnType<typeof rankRuns>[number] | undefined },
): string {
  const line = (name: string, show: (run: ComparedRun) => string): Line => ({ name, values: runs.map(show) });
  const facts: readonly Line[] = [
    line('job', ({ job }) => job ?? '-'),
    line('algorithm', ({ algorithm }) => algorithm ?? '-'),
    line('state', ({ state }) => state),
    line('started', ({ startedAt }) =>
      startedAt === undefined ? '-' : `${startedAt.slice(0, 19).replace('T', ' ')}Z`,
    ),
    line('seconds', ({ durationSeconds }) => formatNumber(durationSeconds, 1)),
    line(
      'rounds',
      ({ rounds, plannedRounds }) => `${rounds ?? '-'}${plannedRounds === undefined ? '' : `/${plannedRounds}`}`,
    ),
    line('clients', ({ clients }) => String(clients ?? '-')),
    line('up', ({ bytesUp }) => formatBytes(bytesUp)),
    line('down', ({ bytesDown }) => formatBytes(bytesDown)),
  ];
  const differing = params.map(({ name, values }) => ({ name, values: values.map((value) => value ?? '-') }));
  const columns: readonly Column<Line>[] = [
    { title: '', value: ({ name }) => name },
    ...runs.map(({ runId }, index) => ({ title: runId, value: ({ values }: Line) => values[index] ?? '' })),
  ];
  const names = [...new Set([metric, ...runs.flatMap(({ results }) => Object.keys(results))])];
  const results = names.flatMap((name) => resultLines(runs, name, name === metric ? goal : undefined));
  const verdict =
    best === undefined
      ? `no run has ${printable(metric)}`
      : `best by ${printable(metric)} (${goal}): ${printable(best.run.runId)}, ${formatNumber(best.best.value, 4)} in round ${best.best.round}`;
  const heading = (title: string): Line => ({ name: title, values: [] });
  return [
    renderTable(columns, [
      ...facts,
      heading(differing.length === 0 ? 'PARAMS: none differ' : 'PARAMS that differ'),
      ...differing,
      heading('RESULTS'),
      ...results,
    ]),
    `\n${verdict}\n`,
  ].join('');
}

/** Final and best value of a result; the best one of all runs is marked. */
function resultLines(runs: readonly ComparedRun[], metric: string, asked: 'max' | 'min' | undefined): readonly Line[] {
  const objective = commonObjective(runs, { metric, goal: asked });
  const winner = rankRuns(runs, objective)[0]?.best.value;
  if (!runs.some(({ results }) => Object.hasOwn(results, metric))) return [];
  const final = runs.map(({ results }) =>
    formatNumber(Object.hasOwn(results, metric) ? results[metric]?.final.value : undefined, 4),
  );
  const best = runs.map((run) => {
    const found = bestOf(run, objective);
    if (found === undefined) return '-';
    return `${formatNumber(found.value, 4)} (round ${found.round})${found.value === winner ? MARK : ''}`;
  });
  return [
    { name: `${metric} final`, values: final },
    { name: `${metric} best`, values: best },
  ];
}
