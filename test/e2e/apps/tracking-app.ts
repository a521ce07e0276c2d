/** A program that logs as training code does. Where its values go is configuration alone. */

import { type ClientReport, clientTask, startRun } from 'fedotel';
import { startTelemetry } from 'fedotel/telemetry';
import { createWriter } from 'fedotel/tracking';

/** Client ids; the last one joins late. */
const CLIENTS = ['anna', 'bob', 'late'];

const telemetry = await startTelemetry({ job: 'tracking', quiet: true });
const run = startRun({ job: 'tracking', runId: 'tracked', rounds: 3 });
const server = createWriter({ run });
const writer = createWriter();

/** What runs in the client's process in real life. */
function train(trace: unknown, round: number): Promise<{ report: ClientReport }> {
  return clientTask(trace as never, () => {
    for (let batch = 0; batch < 5; batch++) writer.addScalar('batch_loss', 1 / (1 + batch + 5 * round));
    writer.addScalars('loss', { train: 0.5 / round, valid: Number.NaN }, round);
    writer.addHistogram(
      'weights',
      Float32Array.from({ length: 100 }, (_, index) => index / round),
      round,
    );
    writer.addText('notes', `round ${round}`, round);
    writer.logParams({ batchSize: 32 });
  });
}

for (let number = 1; number <= 3; number++) {
  const clients = CLIENTS.slice(0, number === 1 ? 2 : 3);
  const round = run.startRound({ number, selected: clients.length });
  server.addScalar('lr', 0.1 / number, number);
  for (const client of clients) {
    const { report } = await train(round.startTask({ client }).carrier(), number);
    round.clientUpdate({ client, loss: 0.5 / number, report });
  }
  round.end({ accuracy: 0.5 });
}
await run.finish();
// A busy machine may need longer than the usual ten seconds to bring everything to a slow destination.
await telemetry.shutdown({ timeoutSeconds: 45 });
