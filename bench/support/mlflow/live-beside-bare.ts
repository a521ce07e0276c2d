import { startBareRun } from './bare-loop.js';
import { startFeed } from './feed-sink.js';
import type { BenchRun } from './run-points.js';

/** What bringing the same points took, seconds. */
export interface LiveBesideBare {
  readonly live: number;
  readonly bare: number;
}

/** The experiments of both. */
export interface LiveExperiments {
  readonly live: string;
  readonly bare: string;
}

/**
 * Brings a run by the sink a round at a time and by a bare loop a request at a time, in turns: a round of the one, a
 * request of the other, each first every other time. A slow second of the machine is one for both.
 */
export async function feedBesideBareLoop(
  url: string,
  experiments: LiveExperiments,
  { journal, events, points }: BenchRun,
): Promise<LiveBesideBare> {
  const feed = await startFeed(url, experiments.live, journal, events);
  const loop = await startBareRun(url, experiments.bare, points);
  const seconds = { live: 0, bare: 0 };
  const steps = [
    { way: 'live', next: () => feed.next() },
    { way: 'bare', next: () => loop.next() },
  ] as const;
  try {
    for (let turn = 0, taken = 1; taken > 0; turn++) {
      taken = 0;
      for (const { way, next } of turn % 2 === 0 ? steps : [...steps].reverse()) {
        const step = await next();
        if (step === undefined) continue;
        seconds[way] += step;
        taken += 1;
      }
    }
    return seconds;
  } finally {
    loop.close();
    await feed.close();
  }
}
