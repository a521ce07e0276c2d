import type { SegmentKind } from '../../exporters/run-model/index.js';
import type { RoundTimeline } from './phases.js';
import { PHASE_LABELS } from './words.js';

/** What is shorter than this part of the round is no more than a line: nobody asks for its colour. */
const LEAST_SHARE = 0.003;

/** Phases that are measured, or else worked out; the others are what is left between them. */
const ESTIMATED: ReadonlySet<SegmentKind> = new Set(['download', 'training', 'upload', 'aggregation', 'evaluation']);

/** Which colour is what, for the phases that the round has. */
export function Legend({ timeline }: { timeline: RoundTimeline }) {
  const phases = [...timeline.path, ...timeline.server, ...timeline.rows.flatMap((row) => row.phases)];
  const seen = phases.filter(({ start, end }) => end - start > LEAST_SHARE * (timeline.end - timeline.start));
  const kinds = new Set(seen.map(({ kind }) => kind));
  // Only of kinds that could have been measured: waiting is always what is left between two others.
  const guessed = seen.some(({ kind, measured }) => !measured && ESTIMATED.has(kind));
  return (
    <ul class="timeline-legend">
      {(Object.keys(PHASE_LABELS) as SegmentKind[])
        .filter((kind) => kinds.has(kind))
        .map((kind) => (
          <li key={kind}>
            <span class={`swatch is-${kind}`} />
            {PHASE_LABELS[kind]}
          </li>
        ))}
      {guessed ? (
        <li>
          <span class="swatch guessed" />
          worked out from events
        </li>
      ) : null}
      {timeline.path.length > 0 ? (
        <li>
          <span class="swatch on-path" />
          on the critical path
        </li>
      ) : null}
    </ul>
  );
}
