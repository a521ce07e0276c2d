import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SequencedEvent, SinkResult } from '../../../exporters/bridge/index.js';
import { createMlflowSink } from '../../../exporters/mlflow/index.js';

/** A bridge hands over so many events at once. */
const BATCH = 500;

/** A sink that is fed round by round. */
export interface Feed {
  /** Feeds the next round, until MLflow has it. @returns seconds; `undefined` when there are no more */
  next(): Promise<number | undefined>;
  close(): Promise<void>;
}

/**
 * Feeds MLflow's sink a journal as a bridge does whose app takes as long for a round as MLflow for the round before:
 * nothing ever waits, so that no better order of the points can make up for what the sink itself costs. The run is there
 * when this returns.
 *
 * @param journal path of the journal whose events these are
 */
export async function startFeed(
  url: string,
  experiment: string,
  journal: string,
  events: readonly SequencedEvent[],
): Promise<Feed> {
  const folder = await mkdtemp(join(tmpdir(), 'fedotel-bench-'));
  const sink = createMlflowSink({ env: { MLFLOW_TRACKING_URI: url, MLFLOW_EXPERIMENT_NAME: experiment } });
  const run = { runId: 'run-1', stem: 'run-1', journal };
  const must = (result: SinkResult) => {
    if (result.kind !== 'ok') throw new Error(`the sink: ${result.reason}`);
  };
  const warn = (text: string) => process.stderr.write(`mlflow: ${text}\n`);
  const rounds = byRound(events)[Symbol.iterator]();
  const feed: Feed = {
    async next() {
      const { value: round } = rounds.next();
      if (round === undefined) return undefined;
      const start = performance.now();
      for (let from = 0; from < round.length; from += BATCH)
        must(await sink.apply(run, round.slice(from, from + BATCH)));
      must(await sink.flush(run, { closing: false }));
      return (performance.now() - start) / 1000;
    },
    async close() {
      await sink.close();
      await rm(folder, { recursive: true });
    },
  };
  await sink.open({ runsDir: folder, stateDir: folder, argument: undefined, perClient: 'keys', warn });
  await feed.next();
  return feed;
}

/** The run's start, then its rounds; its end is left out, because files are uploaded then. */
function byRound(events: readonly SequencedEvent[]): readonly SequencedEvent[][] {
  const rounds: SequencedEvent[][] = [[]];
  for (const entry of events) {
    const { event_type: type } = entry.event;
    if (type === 'finished') continue;
    if (type === 'round_start') rounds.push([]);
    rounds.at(-1)?.push(entry);
  }
  return rounds;
}
