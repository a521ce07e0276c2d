import { type RunOptions, startRun } from '../../../lib/index.js';
import type { Recorder } from './recording.js';

/** One hour. Milliseconds. */
export const HOUR = 3_600_000;

/** Clients whose outcome in every round is fixed: `s` never answers, `d` drops out, `x` fails. */
export const CLIENTS = ['a', 'b', 'c', 's', 'd', 'x'] as const;

/**
 * A run of three rounds that overlap: a round is ended after the next one has begun. Clients' clocks are hours off in
 * both directions, one update comes after its round's end, operations other than training are there, and each update
 * travels with the next one or alone, as the cuts fall.
 *
 * @param started is told the attempt
 */
export async function playFederation(
  { cut }: Recorder,
  options: Partial<RunOptions> = {},
  started: (attempt: number) => void = () => undefined,
): Promise<void> {
  const run = startRun({ job: 'digits', runId: 'run', config: { lr: 0.1 }, rounds: 3, ...options });
  started(run.attempt);
  run.params({ optimizer: 'sgd' });
  const end = new Map<number, () => void>();
  for (let number = 1; number <= 3; number++) {
    const round = run.startRound({ number, selected: CLIENTS.length });
    for (const client of CLIENTS) round.startTask({ client });
    await cut();
    // The round before ends only now.
    end.get(number - 1)?.();
    if (number > 1) run.clientUpdate({ round: number - 1, client: 's', loss: 9, samples: 1 });
    round.clientUpdate({ client: 'a', loss: 1 / number, samples: 10, metrics: { f1: 0.5 } });
    await cut();
    const time = Date.now() + 5 * HOUR * (number % 2 === 0 ? 1 : -1);
    round.clientUpdate({ client: 'b', loss: 2 / number, samples: 20, attributes: { device: 'phone' }, time });
    round.clientUpdate({ client: 'c', loss: 3 / number, samples: 30, accuracy: 0.25, bytesSent: 100 });
    round.clientUpdate({ client: 'a', operation: 'evaluate', accuracy: 0.5 });
    await cut();
    round.dropout({ client: 'd', reason: 'timeout' });
    round.communicationFailure({ client: 'x', reason: 'reset' });
    round.aggregate(() => 1);
    run.checkpoint({ path: `round-${number}.bin`, round: number });
    end.set(number, () => round.end({ accuracy: number / 10, loss: 1 / number }));
  }
  end.get(3)?.();
  await cut();
  run.evaluation({ split: 'test', accuracy: 0.9 });
  run.artifact({ name: 'model', path: 'model.bin' });
  await run.finish();
}
