// A sink of your own: notes every round that took longer than a limit in seconds.
//   fedotel bridge --to map,./examples/sinks/slow-rounds.js=30
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The bridge calls this once. */
export function createSink() {
  let file;
  let limit;
  return {
    name: 'slow-rounds',
    resume: 'cursor', // after a restart go on where the cursor stands
    async open({ runsDir, argument }) {
      limit = Number(argument ?? 60);
      file = join(runsDir, 'slow-rounds.txt');
    },
    async apply(run, events) {
      const slow = events.filter(
        ({ event }) => event.event_type === 'round_end' && event.round_metrics.round_duration_sec > limit,
      );
      const lines = slow.map(({ event, sequence }) => `${run.runId} round ${event.round} at ${sequence}\n`);
      await appendFile(file, lines.join('')); // `sequence` tells a repeated delivery from a new one
      return { kind: 'ok' };
    },
    flush: async () => ({ kind: 'ok' }),
    check: async () => ({ kind: 'ok', detail: 'a text file in the runs folder' }),
    close: async () => {},
  };
}
