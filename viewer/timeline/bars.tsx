import type { Phase } from './phases.js';
import type { Span } from './span.js';
import './phases.css';

/** Narrowest bar that is still seen, in percent of the width. */
const LEAST_WIDTH = 0.15;

/** Bars of some phases in a row. Lengths are in percent, so that they follow the width by themselves. */
export function Bars({ phases, span, path = [] }: { phases: readonly Phase[]; span: Span; path?: readonly Phase[] }) {
  return (
    <svg class="bars" aria-hidden="true" preserveAspectRatio="none">
      {phases.filter(inSpan(span)).map((phase) => (
        <rect key={`${phase.kind}${phase.start}`} class={classOf(phase)} {...place(phase, span)} y="4" height="12" />
      ))}
      {path.filter(inSpan(span)).map((piece) => (
        <rect key={`path${piece.kind}${piece.start}`} class="on-path" {...place(piece, span)} y="17" height="3" />
      ))}
    </svg>
  );
}

/**
 * Colour by kind; hatched where it was worked out and not measured. Waiting always is, and has a pattern of its own.
 */
function classOf({ kind, measured }: Phase): string {
  return `phase is-${kind}${measured || kind === 'waiting' ? '' : ' guessed'}`;
}

/** What begins or ends beyond the shown part is cut there: bars stand beside names and lengths. */
function place(phase: Phase, span: Span): { readonly x: string; readonly width: string } {
  const whole = span.end - span.start;
  const [start, end] = [Math.max(phase.start, span.start), Math.min(phase.end, span.end)];
  const width = Math.max(LEAST_WIDTH, (100 * (end - start)) / whole);
  return { x: `${(100 * (start - span.start)) / whole}%`, width: `${width}%` };
}

/** Whether a phase has any part in what is shown. */
function inSpan({ start, end }: Span): (phase: Phase) => boolean {
  return (phase) => phase.end >= start && phase.start <= end;
}

/** Patterns that the bars are filled with: a fill of a style sheet finds them by name anywhere in the page. */
export function BarPatterns() {
  return (
    <svg class="hidden" aria-hidden="true">
      <defs>
        <pattern id="phase-waiting" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="pattern-waiting" width="1.5" height="6" />
        </pattern>
        <pattern id="phase-guessed" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="pattern-ground" width="5" height="5" />
          <rect class="pattern-guessed" width="2.5" height="5" />
        </pattern>
      </defs>
    </svg>
  );
}
