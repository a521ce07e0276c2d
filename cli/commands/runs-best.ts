import { commonObjective, type RankedRun, rankRuns } from '../../exporters/run-model/index.js';
import { createCommand } from '../command.js';
import { comparingOptions, parseMode } from '../comparing/options.js';
import { openRunsSource } from '../comparing/sources.js';
import type { OptionTable } from '../options/table.js';
import { toJsonLine } from '../output/json.js';
import { printable } from '../output/printable.js';
import { say } from '../output/say.js';
import { type Column, formatNumber, renderTable } from '../output/table.js';

const options = {
  from: comparingOptions.from,
  metric: comparingOptions.metric,
  mode: comparingOptions.mode,
  job: { name: 'job', type: 'string', placeholder: 'NAME', help: 'only runs of this job' },
  experiment: comparingOptions.experiment,
  limit: {
    name: 'limit',
    type: 'number',
    whole: true,
    minimum: 1,
    maximum: 10_000,
    default: 10,
    placeholder: 'N',
    help: 'how many runs are shown',
  },
  runsDir: comparingOptions.runsDir,
  json: comparingOptions.json,
} as const satisfies OptionTable;

/** `fedotel runs best`: the runs by their best round. */
export const runsBestCommand = createCommand({
  name: 'runs best',
  usage: '[--metric NAME] [--mode max|min] [--job NAME] [--from mlflow]',
  summary: 'Say which run is best, and in which round it was',
  notes: [
    'The best run is the first. A run counts with the best of its rounds; values that are not finite do not count. Ends with 1 when no run has the metric.',
  ],
  options,
  async run({ values }, context) {
    const goal = parseMode(values.mode);
    const source = openRunsSource(values, context.env, (text) => say(context, 'runs best', text));
    try {
      const runs = await source.all(values.metric);
      const objective = commonObjective(runs, { metric: values.metric ?? shownMetric(runs), goal });
      const ranked = rankRuns(runs, objective);
      const shown = ranked.slice(0, values.limit);
      if (values.json) context.out(toJsonLine({ ...objective, looked: runs.length, runs: shown.map(asJson) }));
      else if (shown.length > 0) context.out(renderTable(columnsFor(objective.metric), shown));
      if (ranked.length > 0) return 0;
      const metric = printable(objective.metric);
      say(
        context,
        'runs best',
        runs.length === 0 ? 'there are no such runs' : `no run of ${runs.length} has ${metric}`,
      );
      return 1;
    } finally {
      source.close();
    }
  },
});

/** What the source chose to read, when it read one result only. */
function shownMetric(runs: readonly RankedRun['run'][]): string | undefined {
  if (runs.some(({ objective }) => objective !== undefined)) return undefined;
  const names = new Set(runs.flatMap(({ results }) => Object.keys(results)));
  return names.size === 1 ? [...names][0] : undefined;
}

function asJson({ run, best }: RankedRun): object {
  const { results: _, params: __, ...facts } = run;
  return { ...facts, value: best.value, round: best.round };
}

function columnsFor(metric: string): readonly Column<RankedRun>[] {
  return [
    { title: 'RUN', value: ({ run }) => run.runId },
    { title: 'JOB', value: ({ run }) => run.job ?? '-' },
    { title: 'ALGORITHM', value: ({ run }) => run.algorithm ?? '-' },
    { title: 'STATE', value: ({ run }) => run.state },
    { title: metric.toUpperCase(), value: ({ best }) => formatNumber(best.value, 4), align: 'right' },
    { title: 'ROUND', value: ({ best }) => String(best.round), align: 'right' },
    { title: 'OF', value: ({ run }) => String(run.rounds ?? '-'), align: 'right' },
  ];
}
