import type { FrameNumber, RoundFrame } from '../../exporters/page/types.js';
import { type ClientMetric, clientFieldOf, clientMetrics } from '../charts/client-metrics.js';
import type { Field } from '../format/fields.js';
import { type Domain, domainOf } from './colour-scale.js';
import { type ReadValue, readField, readTaskSeconds } from './markers.js';

/** Name of the time that a client's tasks took: no field of the updates, but worked out from the timeline. */
export const TASK_TIME = 'task time';

/** A number that markers can be coloured by. */
export interface MetricChoice {
  readonly name: string;
  readonly label: string;
  readonly field: Field;
  /** Reads it from a round. */
  reader(round: RoundFrame): ReadValue;
}

const taskTime: MetricChoice = {
  name: TASK_TIME,
  label: 'Task time',
  field: { name: TASK_TIME, label: 'Task time', unit: 'seconds', base: (value: FrameNumber | undefined) => value },
  reader: readTaskSeconds,
};

/** What markers can be coloured by in these rounds: fields of the clients, and the time of their tasks. */
export function metricChoices(rounds: readonly RoundFrame[]): readonly MetricChoice[] {
  return [...clientMetrics(rounds).map(choiceOf), taskTime];
}

function choiceOf({ name, label }: ClientMetric): MetricChoice {
  return { name, label, field: clientFieldOf(name), reader: (round) => readField(round, name) };
}

/** The choice of a name, else the first of accuracy, loss, or whatever there is. */
export function chosenMetric(choices: readonly MetricChoice[], name: string | undefined): MetricChoice {
  const wanted = [name, 'local_accuracy', 'local_loss'];
  for (const each of wanted) {
    const found = choices.find((choice) => choice.name === each);
    if (found !== undefined) return found;
  }
  return choices[0] ?? taskTime;
}

/** Rounds, and clients of each, that a domain is made from: more would not change it much. */
const DOMAIN_ROUNDS = 60;
const DOMAIN_CLIENTS = 400;

/** From where to where a number goes, over all rounds: a colour means the same in each of them. */
export function metricDomain(rounds: readonly RoundFrame[], { field, reader }: MetricChoice): Domain | undefined {
  const stride = Math.max(1, Math.ceil(rounds.length / DOMAIN_ROUNDS));
  const values: number[] = [];
  // From the newest back, so that it is always among them.
  for (let index = rounds.length - 1; index >= 0; index -= stride) {
    const round = rounds[index];
    if (round === undefined) continue;
    const read = reader(round);
    const step = Math.max(1, Math.floor(round.clients.client.length / DOMAIN_CLIENTS));
    for (let place = 0; place < round.clients.client.length; place += step) {
      const value = field.base(read(place));
      if (typeof value === 'number') values.push(value);
    }
  }
  return domainOf(values);
}
