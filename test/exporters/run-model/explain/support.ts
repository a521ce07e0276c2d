import type { JournalEvent, TaskEvent } from '../../../../exporters/journal/events.js';
import { type Explanation, explainRound } from '../../../../exporters/run-model/index.js';
import { roundEnd, roundOf, roundStart, span, viewOf } from '../support/scenario.js';

/** The explanation of round 1 of a run with these events. */
export function explain(...events: readonly JournalEvent[]): Explanation {
  const view = viewOf(...events);
  return explainRound(roundOf(view, 1), view.rounds);
}

/** The path in short: kind, client, seconds. */
export function pathOf({ path }: Explanation): string[] {
  return path.map(({ kind, clientId, waitedFor, seconds }) => {
    const who = [clientId, ...waitedFor].filter((name) => name !== undefined);
    return [kind, [...new Set(who)].join('+'), Math.round(seconds * 1000) / 1000]
      .filter((part) => part !== '')
      .join(' ');
  });
}

/** Server's and client's span of a task: given out, begun, done, answered; seconds. */
export function clientSpans(
  client: string,
  [given, begun, done, answered]: readonly [number, number, number, number],
  fields: Partial<TaskEvent> = {},
): TaskEvent[] {
  const round = fields.round ?? 1;
  const own = { client_id: client, operation: 'train', ...fields };
  const id = `${client}-${given}`;
  const { error: _, ...inner } = own;
  return [
    span(round, given, answered, { ...own, span_id: id }),
    span(round, begun, done, { ...inner, side: 'client', span_id: `${id}-c`, parent_span_id: id }),
  ];
}

/** A round of three clients of which `c` is slow: 10 seconds, the last for aggregation and evaluation. */
export function slowRound(round = 1, offset = 0): JournalEvent[] {
  const at = (seconds: number) => seconds + offset;
  const times = (seconds: readonly [number, number, number, number]) =>
    seconds.map(at) as [number, number, number, number];
  return [
    roundStart(round, at(0), 3),
    ...clientSpans('a', times([0.1, 0.2, 2, 2.1]), { round }),
    ...clientSpans('b', times([0.1, 0.3, 3, 3.1]), { round }),
    ...clientSpans('c', times([0.2, 0.7, 8, 9]), { round }),
    span(round, at(9), at(9.4), { kind: 'aggregation', span_id: `agg-${round}` }),
    span(round, at(9.4), at(10), { kind: 'evaluation', span_id: `eval-${round}` }),
    roundEnd(round, at(10), { num_selected: 3, num_completed: 3, round_duration_sec: 10 }),
  ];
}
