import { usePage } from './page-context.js';

/** What is chosen, as buttons that take each choice back. */
export function Chosen() {
  const { selection, store } = usePage();
  const document = store.value?.document.value;
  if (document === undefined) return null;
  const { round, client, range } = selection;
  // A client that this moment of the run does not know is not shown, but stays chosen for when it comes.
  const entry = client.value === undefined ? undefined : document.clients[client.value];
  if (round.value === undefined && entry === undefined && range.value === undefined) return null;
  return (
    <section class="chosen" aria-label="Chosen">
      {range.value === undefined ? null : (
        <Choice
          words={`Rounds ${range.value.first}–${range.value.last}`}
          undo={() => {
            range.value = undefined;
          }}
        />
      )}
      {round.value === undefined ? null : (
        <Choice
          words={`Round ${round.value}`}
          undo={() => {
            round.value = undefined;
          }}
        />
      )}
      {entry === undefined ? null : (
        <Choice
          words={`Client ${entry.name ?? entry.id}`}
          undo={() => {
            client.value = undefined;
          }}
        />
      )}
    </section>
  );
}

/** One choice and how to take it back. */
function Choice({ words, undo }: { words: string; undo: () => void }) {
  return (
    <button type="button" onClick={undo}>
      <span>{words}</span>
      <span aria-hidden="true">×</span>
      <span class="hidden">: take back</span>
    </button>
  );
}
