import type { LiveMessage, RoundFrame, RunDocument } from '../../exporters/page/types.js';

/** The live messages that change a document, rather than say that it is not worth changing. */
export type Patch = Exclude<LiveMessage, { readonly kind: 'reset' }>;

/**
 * The document after a live message: the frame replaces its predecessor, everything else is the same objects.
 *
 * @param sequence place in the journal that the message brings the document to
 */
export function applyMessage(document: RunDocument, message: Patch, sequence: number): RunDocument {
  const next = { ...document, sequence: Math.max(document.sequence, sequence) };
  switch (message.kind) {
    case 'run':
      return { ...next, run: message.frame };
    case 'clients': {
      const { from, clients } = message.frame;
      // A list that begins after the end of ours would leave clients without a name; the rest comes with the next frame.
      if (from > document.clients.length) return next;
      return {
        ...next,
        clients: [...document.clients.slice(0, from), ...clients, ...document.clients.slice(from + clients.length)],
      };
    }
    case 'round':
      return { ...next, rounds: withRound(document.rounds, message.frame) };
    case 'logged':
      return { ...next, logged: message.frame };
  }
}

/** Rounds stay in order of their number. Nearly always the newest round is replaced or one is added after it. */
function withRound(rounds: readonly RoundFrame[], frame: RoundFrame): readonly RoundFrame[] {
  let place = rounds.length;
  while (place > 0 && (rounds[place - 1]?.round ?? -1) >= frame.round) place--;
  const replaced = rounds[place]?.round === frame.round ? 1 : 0;
  return [...rounds.slice(0, place), frame, ...rounds.slice(place + replaced)];
}
