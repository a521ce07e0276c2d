import type { ResourceView } from '../../run-model/index.js';
import { mapSteps } from '../../steps/index.js';
import type { RoundFrame } from '../types.js';
import { frameOf, partsOf } from './round-parts.js';
import { usageColumns } from './usage.js';

type Samples = readonly ResourceView[];

/**
 * Joins what was measured in each round to the round's frame. Samples change while the round's own facts do not, and the
 * run's view tells of all of them anew each time: a round whose samples are the same keeps its frame, so that pages are
 * given it once.
 */
export class UsageBook {
  #byRound = new Map<number, Samples>();
  readonly #joined = new WeakMap<RoundFrame, { readonly samples: Samples; readonly frame: RoundFrame }>();

  /** Takes the samples of a view. */
  take(resources: Samples): void {
    const found = new Map<number, ResourceView[]>();
    for (const view of resources) {
      if (view.round === undefined || view.clientId === undefined) continue;
      const list = found.get(view.round);
      if (list === undefined) found.set(view.round, [view]);
      else list.push(view);
    }
    const before = this.#byRound;
    this.#byRound = new Map(
      [...found].map(([round, now]) => {
        const known = before.get(round);
        return [round, known !== undefined && areSame(known, now) ? known : now];
      }),
    );
  }

  /** The frame with what was measured in its round; the same object as long as neither changes. */
  addTo(frame: RoundFrame, indexOf: (id: string) => number): RoundFrame {
    const samples = this.#byRound.get(frame.round);
    if (samples === undefined) return frame;
    const known = this.#joined.get(frame);
    if (known?.samples === samples) return known.frame;
    const joined = withUsage(frame, samples, indexOf);
    this.#joined.set(frame, { samples, frame: joined });
    return joined;
  }
}

/** The frame with what was measured, which is looked for when the clients are asked for. */
function withUsage(frame: RoundFrame, samples: Samples, indexOf: (id: string) => number): RoundFrame {
  const parts = partsOf(frame);
  if (parts === undefined) return frame;
  return frameOf({
    ...parts,
    clients: function* (details) {
      const clients = yield* parts.clients(details);
      const byClient = new Map(yield* mapSteps(samples, (view) => [indexOf(view.clientId ?? ''), view] as const));
      const usage = yield* usageColumns(yield* mapSteps(clients.client, (client) => byClient.get(client)));
      return usage === undefined ? clients : { ...clients, usage };
    },
  });
}

function areSame(before: Samples, now: Samples): boolean {
  return before.length === now.length && now.every((view, place) => isSame(view, before[place]));
}

function isSame(view: ResourceView, other: ResourceView | undefined): boolean {
  return (Object.keys(view) as (keyof ResourceView)[]).every((field) => view[field] === other?.[field]);
}
