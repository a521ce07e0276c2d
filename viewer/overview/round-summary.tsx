import type { RunDocument } from '../../exporters/page/types.js';
import { formatDuration } from '../format/units.js';
import { usePage } from '../frame/page-context.js';
import { lastWhere } from '../parts/last-where.js';
import type { Selection } from '../selection/selection.js';

/** The chosen round in words: why it took as long as it did, or whom it waits for. */
export function RoundSummary({ document, selection }: { document: RunDocument; selection: Selection }) {
  const { link, store } = usePage();
  // Without a choice the round that runs is what a reader wants to hear of; when none runs, nothing is said.
  const chosen = selection.round.value;
  const frame =
    document.rounds.find(({ round }) => round === chosen) ??
    lastWhere(document.rounds, ({ state }) => state === 'running');
  if (frame === undefined) return null;
  // The moment that is shown, and not this computer's time: in a replay they waited as long as it was then.
  const now = store.value?.now.value ?? 0;
  const sentences = frame.explanation?.sentences ?? [];
  // The list is sorted by how long they are waited for; five of them are a sentence, more are a table.
  const waiting = frame.waitingFor.slice(0, 5);
  if (sentences.length === 0 && waiting.length === 0 && frame.error === undefined && chosen === undefined) return null;
  return (
    <section class="round-summary" aria-label={`Round ${frame.round}`}>
      <h2>
        Round {frame.round}{' '}
        <a class="more" href={link({ view: 'timeline', round: frame.round })}>
          its timeline
        </a>
      </h2>
      {frame.error === undefined ? null : <p>The round failed: {frame.error}</p>}
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {waiting.length === 0 ? null : (
        <p>
          Waiting for{' '}
          {waiting
            .map(({ client, since }) => {
              const entry = document.clients[client];
              return `${entry?.name ?? entry?.id ?? 'a client'} (${formatDuration(Math.max(0, now - since) / 1000)})`;
            })
            .join(', ')}
          {frame.waitingFor.length > waiting.length ? ` and ${frame.waitingFor.length - waiting.length} more` : ''}.
        </p>
      )}
      {sentences.length === 0 && waiting.length === 0 && frame.error === undefined ? (
        <p class="soft">
          {frame.completed} of {frame.selected} clients completed.
        </p>
      ) : null}
    </section>
  );
}
