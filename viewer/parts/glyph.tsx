import { GLYPH_WORDS, type GlyphName } from './glyph-words.js';

/** Outlines in a box of 12 by 12, one for each meaning: told apart without colour. */
const SHAPES: Readonly<Record<GlyphName, { readonly path: string; readonly full: boolean }>> = {
  completed: { path: 'M6 1.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z', full: true },
  finished: { path: 'M1.5 6.5 4.5 9.5 10.5 2.5', full: false },
  straggler: { path: 'M6 1 11 6 6 11 1 6z', full: true },
  dropped: { path: 'M6 1.5 11 10.5H1z', full: true },
  failed: { path: 'M2 2 10 10M10 2 2 10', full: false },
  pending: { path: 'M6 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8z', full: false },
  running: { path: 'M3 1.5 10.5 6 3 10.5z', full: true },
  unfinished: { path: 'M2 6H10', full: false },
  interrupted: { path: 'M4 2V10M8 2V10', full: false },
  none: { path: 'M5 6H7', full: false },
};

/** A glyph for the eye only; say the word beside it or with {@link Marked}. */
export function Glyph({ name }: { name: GlyphName }) {
  // Full shapes are filled, the others are lines: the style sheet has both.
  const { path, full } = SHAPES[name];
  return (
    <svg class={`glyph is-${name}${full ? ' full' : ''}`} viewBox="0 0 12 12" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

/** A glyph and its word. @param word another word, such as `live` for a running run */
export function Marked({ name, word }: { name: GlyphName; word?: string }) {
  return (
    <span class="marked">
      <Glyph name={name} />
      <span>{word ?? GLYPH_WORDS[name]}</span>
    </span>
  );
}

/** Path of a glyph in a box of 12 by 12, for drawing it on a canvas. */
export function glyphPath(name: GlyphName): { readonly path: string; readonly full: boolean } {
  return SHAPES[name];
}
