/**
 * An app that trains for ever, rounds from the number that it is given, and tells the test what has
 * been acknowledged: every update up to the number it prints is safe, whatever happens to this process or to the bridge.
 * A third word is the pause after each round, in milliseconds.
 */
import { startRun } from '../../../lib/index.js';
import { startTelemetry } from '../../../lib/telemetry/index.js';
import { CLIENTS, lossOf } from './training.js';

const [, , runId = '', first = '1', pause = '2'] = process.argv;

const telemetry = await startTelemetry({ job: 'killed', quiet: true, exportIntervalSeconds: 0.02 });
const run = startRun({ job: 'killed', runId });
let stopping = false;
process.on('message', () => {
  stopping = true;
});
let number = Number(first);
while (!stopping) {
  const round = run.startRound({ number, selected: CLIENTS });
  for (let client = 0; client < CLIENTS; client++) {
    round.clientUpdate({ client: `c${client}`, loss: lossOf(number, client), samples: number });
  }
  round.end({ accuracy: 0.5 });
  // Several rounds are under way when the answer comes, and again when the process is killed.
  if (number % 5 === 0) {
    const recorded = number;
    void telemetry.flush({ timeoutSeconds: 60 }).then(({ complete }) => {
      if (complete) process.send?.({ attempt: run.attempt, acknowledged: recorded });
    });
  }
  number += 1;
  await new Promise((resolve) => setTimeout(resolve, Number(pause)));
}
await run.finish();
const { complete, dropped } = await telemetry.shutdown({ timeoutSeconds: 60 });
process.send?.({ attempt: run.attempt, acknowledged: complete ? number - 1 : 0, dropped });
process.disconnect();
