import type { RunDocument } from '../../exporters/page/types.js';
import { resultField } from '../format/fields.js';
import { localTime } from '../format/time.js';
import { finiteOf, formatCount, formatValue } from '../format/units.js';
import { lastWhere } from '../parts/last-where.js';
import { runSeconds } from '../run-list/run-rows.js';

/** A number that says something about the run as a whole. */
export interface Figure {
  /** Above the value, in few words; unique among the figures that are shown together. */
  readonly label: string;
  /** With its unit, as it is read. */
  readonly value: string;
  /** What it is to be compared with. */
  readonly note?: string;
}

/** The figures at the top of the overview, most asked for first. */
export function figuresOf({ run, rounds }: RunDocument): readonly Figure[] {
  // Not of the last round: one that runs has no results yet, and not every round is evaluated.
  const last = (name: string) =>
    lastWhere(rounds, ({ results }) => results[name] !== undefined && results[name] !== null);
  const accuracy = last('accuracy');
  const loss = last('loss') ?? last('train_loss');
  const selected = sum(rounds.map((frame) => frame.selected));
  const completed = sum(rounds.map((frame) => frame.completed));
  const durations = rounds.map(({ results }) => finiteOf(results.duration_sec)).filter((value) => value !== undefined);
  const bytes = sum(
    rounds.flatMap(({ results }) => [finiteOf(results.bytes_up) ?? 0, finiteOf(results.bytes_down) ?? 0]),
  );
  // Stragglers are not lost: they answered, only later than the round could wait.
  const lost = sum(rounds.map((frame) => frame.dropped + frame.failed));
  return [
    {
      label: 'Rounds',
      value: formatCount(run.rounds),
      ...(run.plannedRounds === undefined ? {} : { note: `of ${formatCount(run.plannedRounds)} planned` }),
    },
    ...(run.best === undefined ? [] : [bestFigure(run.best)]),
    ...(accuracy === undefined || run.best?.metric === 'loss'
      ? []
      : [
          {
            label: 'Accuracy now',
            value: formatValue(accuracy.results.accuracy, 'ratio'),
            note: `round ${accuracy.round}`,
          },
        ]),
    ...(loss === undefined
      ? []
      : [
          {
            label: 'Loss now',
            value: formatValue(loss.results.loss ?? loss.results.train_loss, 'number'),
            note: `round ${loss.round}`,
          },
        ]),
    {
      label: 'Clients',
      value: formatCount(run.clients),
      ...(lost === 0 ? {} : { note: `${formatCount(lost)} lost on the way` }),
    },
    ...(selected === 0
      ? []
      : [
          {
            label: 'Participation',
            value: formatValue(completed / selected, 'ratio'),
            note: `${formatCount(completed)} of ${formatCount(selected)} tasks`,
          },
        ]),
    ...(durations.length === 0 ? [] : [durationFigure(durations)]),
    ...(bytes === 0 ? [] : [{ label: 'Traffic', value: formatValue(bytes, 'bytes'), note: 'up and down' }]),
    { label: 'Took', value: formatValue(runSeconds(run), 'seconds'), note: localTime.date(run.startedAt) },
  ];
}

/** The best round by the run’s objective. */
function bestFigure({ metric, round, value }: NonNullable<RunDocument['run']['best']>): Figure {
  const field = resultField(metric.replace(/^global_/, ''));
  return {
    label: `Best ${field.label.toLowerCase()}`,
    value: formatValue(field.base(value), field.unit),
    note: `round ${round}`,
  };
}

/** The usual length of a round beside the longest: a large difference is the first hint of a straggler. */
function durationFigure(durations: readonly number[]): Figure {
  // The upper one of two middles; a mean would hide behind one long round.
  const sorted = [...durations].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  return {
    label: 'Round, median',
    value: formatValue(median, 'seconds'),
    note: `slowest ${formatValue(sorted.at(-1), 'seconds')}`,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
