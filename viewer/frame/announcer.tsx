import { useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { RunDocument } from '../../exporters/page/types.js';
import { formatField, resultField } from '../format/fields.js';
import { lastWhere } from '../parts/last-where.js';
import { usePage } from './page-context.js';

/** Tells a screen reader, politely, what changed by itself: rounds that ended, the run's end, the replay. */
export function Announcer() {
  const { store, replay } = usePage();
  const words = useSignal('');
  // What was said of last, by run: opening another run is no news of it.
  const before = useRef<{ stem: string; state: string; round: number | undefined } | undefined>(undefined);
  useSignalEffect(() => {
    const document = store.value?.latest.value;
    if (document === undefined) return;
    const last = lastWhere(document.rounds, ({ state }) => state !== 'running');
    const now = { stem: document.run.stem, state: document.run.state, round: last?.round };
    const known = before.current;
    before.current = now;
    if (known === undefined || known.stem !== now.stem) return;
    // One sentence at a time: the end of a run says more than that of its last round.
    if (known.state !== now.state) words.value = `The run is ${now.state}.`;
    else if (known.round !== now.round && last !== undefined) words.value = roundEnded(last);
  });
  useSignalEffect(() => {
    // What it plays is not read out: a round each half a second would drown everything else.
    if (replay.playing.value) words.value = 'Replay.';
  });
  return (
    <p class="hidden" role="status">
      {words.value}
    </p>
  );
}

/** What a reader who cannot see the page wants to know of a round. */
function roundEnded({ round, state, completed, selected, results }: RunDocument['rounds'][number]): string {
  const accuracy =
    results.accuracy == null ? '' : `, accuracy ${formatField(resultField('accuracy'), results.accuracy)}`;
  return `Round ${round} ${state}: ${completed} of ${selected} clients${accuracy}.`;
}
