import type { RoundFrame } from '../../exporters/page/types.js';
import type { Pace } from './pace.js';

/** One round on the ruler; places are shares of its width, 0 to 1. */
export interface RulerBlock {
  readonly round: number;
  readonly left: number;
  readonly right: number;
  /** A failed round is crossed out. */
  readonly state: RoundFrame['state'];
  /** Share of the selected clients by outcome, from the bottom up; their sum is at most 1. */
  readonly shares: readonly {
    readonly outcome: 'completed' | 'straggler' | 'dropped' | 'failed';
    readonly share: number;
  }[];
}

/** Where each round stands on the ruler. */
export function layoutRuler(pace: Pace, rounds: readonly RoundFrame[]): readonly RulerBlock[] {
  const byNumber = new Map(rounds.map((frame) => [frame.round, frame]));
  const length = Math.max(pace.length, 1e-9);
  return pace.spans.flatMap(({ round, start, end }) => {
    const frame = byNumber.get(round);
    if (frame === undefined) return [];
    const left = pace.toPlay(start) / length;
    const right = pace.toPlay(end ?? pace.end) / length;
    const all = Math.max(1, frame.selected);
    const shares = [
      { outcome: 'completed' as const, share: frame.completed / all },
      { outcome: 'straggler' as const, share: frame.stragglers / all },
      { outcome: 'dropped' as const, share: frame.dropped / all },
      { outcome: 'failed' as const, share: frame.failed / all },
    ].filter(({ share }) => share > 0);
    return [{ round, left, right, state: frame.state, shares }];
  });
}

/** The block at a place (0 to 1): the last that contains it, else the nearest. */
export function blockAt(blocks: readonly RulerBlock[], place: number): RulerBlock | undefined {
  let nearest: RulerBlock | undefined;
  let distance = Number.POSITIVE_INFINITY;
  for (const block of blocks) {
    const apart = Math.max(block.left - place, place - block.right, 0);
    if (apart <= distance) {
      nearest = block;
      distance = apart;
    }
  }
  return nearest;
}

/** Rounds that get a number beneath: every 1, 2, 5, 10 … so that numbers stand at least `apart` (share of the width) apart. */
export function labelled(blocks: readonly RulerBlock[], apart: number): readonly RulerBlock[] {
  const labels: RulerBlock[] = [];
  const steps = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000];
  const most = Math.max(1, Math.floor(1 / Math.max(apart, 1e-3)));
  const step = steps.find((size) => blocks.length / size <= most) ?? 50_000;
  for (const block of blocks) {
    const before = labels.at(-1);
    if (block.round % step === 0 && (before === undefined || block.left - before.left >= apart * 0.8))
      labels.push(block);
  }
  return labels;
}
