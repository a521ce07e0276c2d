import type { clientTask as ClientTaskFunction, Run } from '../../../../lib/index.js';

/** Clients of every round; the first one also has a span of its own. */
export const CLIENTS = ['a', 'b'] as const;

/** Spans of one round: the round, the server's side of both tasks, one client's side, aggregation. */
export const SPANS_PER_ROUND = 5;

/** One round as an app writes it. @param clientTask that of the same copy of the package, or another one's */
export async function trainRound(run: Run, number: number, clientTask: typeof ClientTaskFunction): Promise<void> {
  const round = run.startRound({ number, selected: CLIENTS.length });
  for (const client of CLIENTS) {
    const task = round.startTask({ client });
    const done = client === 'a' ? await clientTask(task.carrier(), () => undefined) : undefined;
    round.clientUpdate({ client, loss: 1 / number, samples: 10, metrics: { f1: 0.5 }, report: done?.report });
  }
  await round.aggregate(async () => undefined);
  round.end({ accuracy: 0.5 });
}
