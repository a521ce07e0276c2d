/** `fl.round.number` -> `FL_ROUND_NUMBER`. */
export function screamingSnake(name: string): string {
  return name.replaceAll('.', '_').toUpperCase();
}

/** Constant of an attribute key: `ATTR_FL_ROUND_NUMBER`. */
export function attributeConstant(key: string): string {
  return `ATTR_${screamingSnake(key)}`;
}

/** Constant of an enum value: `FL_OPERATION_NAME_VALUE_TRAIN`. */
export function memberConstant(key: string, memberId: string): string {
  return `${screamingSnake(key)}_VALUE_${screamingSnake(memberId)}`;
}

/** Constant of a metric name: `METRIC_FL_ROUND_DURATION`. */
export function metricConstant(name: string): string {
  return `METRIC_${screamingSnake(name)}`;
}

/** Constant of an event name: `EVENT_FL_ROUND_FINISHED`. */
export function eventConstant(name: string): string {
  return `EVENT_${screamingSnake(name)}`;
}

/** `client-fields` or `samples.per_round` -> `clientFields`, `samplesPerRound`. */
export function camelCase(name: string): string {
  return name.replace(/[._-]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Key of an instrument in `instruments`: `fl.rounds.completed` -> `roundsCompleted`. */
export function instrumentKey(name: string): string {
  return camelCase(name.replace(/^fl\./, ''));
}
