import type { RoundFrame } from '../../exporters/page/types.js';

/** Why the round took as long as it did, in the words of `fedotel runs explain`. */
export function ExplanationText({ round }: { round: RoundFrame }) {
  const sentences = round.explanation?.sentences ?? [];
  // The first sentence says what the round waited for; the others are what follows from it.
  const [first, ...rest] = sentences;
  return (
    <section class="explanation" aria-label={`Why round ${round.round} took as long as it did`}>
      <h3>{round.state === 'running' ? 'So far' : 'Why it took as long as it did'}</h3>
      {first === undefined ? (
        <p class="soft">{round.state === 'running' ? 'The round still runs.' : 'Nothing is known about its course.'}</p>
      ) : (
        <>
          <p class="first">{first}</p>
          <ul>
            {rest.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
