import { useMemo } from 'preact/hooks';
import { clientFieldOf, clientMetrics } from '../charts/client-metrics.js';
import { type ClientNumber, ClientPlots } from '../charts/client-plots.js';
import { EventList } from '../events/event-list.js';
import { eventRows } from '../events/event-rows.js';
import { localTime } from '../format/time.js';
import { formatCount } from '../format/units.js';
import { usageFieldOf } from '../format/usage-fields.js';
import { ClientLogged } from '../logged/client-logged.js';
import { FactsList } from '../overview/facts-list.js';
import { ClientUsage } from '../resources/client-usage.js';
import type { OneClientProps } from '../view.js';
import { ClientRounds } from './client-rounds.js';
import { type ClientRow, clientRows, placeText } from './client-rows.js';
import { OutcomeStrip } from './outcome-strip.js';

/** One client through all rounds: how it took part, its curves, what happened to it. */
export function ClientPage({ document, client, selection }: OneClientProps) {
  const { clients, rounds } = document;
  const entry = clients[client];
  const numbers = useMemo(
    (): readonly ClientNumber[] =>
      clientMetrics(rounds)
        // What its monitor measured has a part of its own.
        .filter(({ name }) => usageFieldOf(name) === undefined)
        .map(({ name, label }) => ({ name, label, field: clientFieldOf(name) })),
    [rounds],
  );
  // Of all clients, although one is shown: one pass over the rounds, which going on to the next client does not
  // repeat.
  const { rows, texts } = useMemo(() => clientRows(clients, rounds), [clients, rounds]);
  const row = rows.find(({ index }) => index === client);
  // What clients say of themselves is theirs: names and texts are shown as text.
  const words = texts.fields.flatMap((field) => {
    const text = texts.of(client, field);
    return text === undefined ? [] : [[field, text] as const];
  });
  // Of all rounds, where the view of events shows those of the chosen one only.
  const events = useMemo(() => eventRows(document).filter((event) => event.client === client), [document, client]);
  if (entry === undefined) return null;
  // From the last client on to the first: who looks through all of them needs no way back.
  const go = (step: number) => {
    selection.client.value = (client + step + clients.length) % clients.length;
  };
  // City and country where they are known, else coordinates.
  const place = placeText(entry);
  return (
    <div class="client-page">
      <div class="toolbar">
        <button
          type="button"
          onClick={() => {
            selection.client.value = undefined;
          }}
        >
          ← All clients
        </button>
        <h2>
          {entry.name ?? entry.id} {entry.name === undefined ? null : <span class="soft">{entry.id}</span>}
        </h2>
        <span class="steps">
          <button type="button" onClick={() => go(-1)} aria-label="Client before">
            ‹
          </button>
          <span class="soft">
            {client + 1} of {clients.length}
          </span>
          <button type="button" onClick={() => go(1)} aria-label="Next client">
            ›
          </button>
        </span>
      </div>
      <p>
        {place === '' ? 'Nobody said where it is.' : `${place}${PLACE_SOURCE[entry.place ?? 'app']}.`}{' '}
        {row === undefined ? 'It has taken part in no round yet.' : sentenceOf(row)}
      </p>
      <OutcomeStrip rounds={rounds} client={client} selection={selection} />
      <ClientPlots entry={entry} client={client} rounds={rounds} numbers={numbers} color="s1" selection={selection} />
      <ClientUsage document={document} client={client} selection={selection} />
      <ClientLogged document={document} client={client} />
      <ClientRounds rounds={rounds} client={client} selection={selection} />
      {words.length === 0 ? null : <FactsList title="What it says of itself" values={Object.fromEntries(words)} />}
      <section aria-labelledby="client-events">
        <h2 id="client-events">Events</h2>
        {events.length === 0 ? (
          <p class="soft">Nothing out of the ordinary happened to it.</p>
        ) : (
          <EventList rows={events} clients={clients} selection={selection} size="short" />
        )}
      </section>
    </div>
  );
}

/** What is not said by the app itself is only roughly right, and the reader is told so. */
const PLACE_SOURCE = {
  app: '',
  country: ' (the middle of its country)',
  lookup: ' (looked up from its address)',
} as const;

/** How the client fared, in a sentence. */
function sentenceOf({ selected, completed, stragglers, dropped, failed, late, time }: ClientRow): string {
  const mishaps = [
    [stragglers, 'too slow'],
    [dropped, 'dropped out'],
    [failed, 'failed'],
    [late, 'late'],
  ] as const;
  const words = mishaps.filter(([count]) => count > 0).map(([count, word]) => `${formatCount(count)} × ${word}`);
  // Nothing is said of what did not happen.
  const rest = words.length === 0 ? '' : ` (${words.join(', ')})`;
  const last = time === undefined ? '' : ` Its last update came at ${localTime.clock(time)}.`;
  return `It completed ${formatCount(completed)} of the ${formatCount(selected)} rounds that it was selected for${rest}.${last}`;
}
