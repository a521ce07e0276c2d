import type { ClientOutcome, RoundState, RunState } from '../../exporters/run-model/index.js';

/** What a glyph can stand for. */
export type GlyphName = ClientOutcome | RoundState | RunState | 'none';

/** Words for what a glyph stands for. */
export const GLYPH_WORDS: Readonly<Record<GlyphName, string>> = {
  completed: 'completed',
  finished: 'finished',
  straggler: 'straggler',
  dropped: 'dropped out',
  failed: 'failed',
  pending: 'pending',
  running: 'running',
  unfinished: 'unfinished',
  interrupted: 'interrupted',
  none: 'no part',
};
