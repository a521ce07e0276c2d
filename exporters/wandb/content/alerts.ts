import type { IncidentOutput, StateOutput } from '../../projection/types.js';
import type { AlertOutput } from '../types.js';

/** W&B mails each of them: a run in which everybody drops out must not send thousands. */
const MAX_ALERTS = 100;
/** A title is shorter than 64 characters, which W&B counts as code points. */
const MAX_TITLE = 63;
const MAX_TEXT = 4000;

/** Turns what goes wrong in a run into alerts. Which ones depends on the journal alone. */
export class Alerts {
  #count = 0;

  /** A client dropped out (a warning) or could not be reached (an error); HiveWatch's words. */
  incident({ what, round, client, reason, timeMillis }: IncidentOutput): AlertOutput | undefined {
    const [level, title] =
      what === 'client_dropout' ? (['WARN', 'Client dropout'] as const) : (['ERROR', 'Comm failure'] as const);
    return this.#make(level, `${title}: ${client}`, `Round ${round} — ${reason || 'unknown'}`, timeMillis);
  }

  /** The run as a whole failed. */
  failure(runId: string, { error, timeMillis }: StateOutput): AlertOutput | undefined {
    return this.#make('ERROR', `Run failed: ${runId}`, error ?? 'unknown', timeMillis);
  }

  #make(level: AlertOutput['level'], title: string, text: string, timeMillis: number): AlertOutput | undefined {
    if (this.#count > MAX_ALERTS) return undefined;
    this.#count += 1;
    if (this.#count > MAX_ALERTS) {
      const silent = 'This run has more drop-outs and failures than are told here; all are in its charts.';
      return { kind: 'alert', title: `More than ${MAX_ALERTS} alerts`, text: silent, level: 'WARN', timeMillis };
    }
    return { kind: 'alert', title: cut(title, MAX_TITLE), text: cut(text, MAX_TEXT), level, timeMillis };
  }
}

function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
