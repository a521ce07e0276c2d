/** What goes wrong in the demo, and when. Real federations do all of this unasked. */

/**
 * Something that a client does to itself while it works on a task.
 * - `slow`: answers after three deadlines, with an update of the model it was given long ago
 * - `crash`: its process dies in the middle of the training
 * - `broken-upload`: its connection is reset half-way through the answer; it then sends the answer again
 */
export type IncidentKind = 'slow' | 'crash' | 'broken-upload';

/** One line of the script. */
export interface Incident {
  client: string;
  kind: IncidentKind;
  /** It happens at the client's first task of this or a later round. */
  round: number;
}

/** A client that is slow by script takes this many deadlines. */
export const SLOW_DEADLINES = 3;

/** A client whose process died is started again for the second round after. */
export const ROUNDS_AWAY = 2;

/** Fewest clients and rounds that leave room for the script; smaller runs go without incidents. */
export const SMALLEST = { clients: 4, rounds: 4 };

/**
 * The script: one crash, one broken upload and two late answers, each by another client, spread over the run and never
 * in the first round, whose times make the first deadline.
 */
export function writeScript(clients: readonly string[], rounds: number): Incident[] {
  const [first, second, third, fourth] = clients;
  if (first === undefined || second === undefined || third === undefined || fourth === undefined) return [];
  if (rounds < SMALLEST.rounds) return [];
  const at = (share: number) => Math.max(2, Math.round(share * rounds));
  return [
    { client: first, kind: 'slow', round: at(0.25) },
    { client: third, kind: 'crash', round: at(0.4) },
    { client: second, kind: 'broken-upload', round: at(0.6) },
    { client: fourth, kind: 'slow', round: at(0.75) },
  ];
}
