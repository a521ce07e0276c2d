import { attribute, post, updatesBody } from '../support/otlp-json.js';

/** One round of a made run. */
export interface RoundTraffic {
  readonly runId: string;
  readonly round: number;
  /** How many clients update. */
  readonly clients: number;
  /** The run ends with this round. */
  readonly ends?: boolean;
}

/** Start of every made run. */
const START = Date.UTC(2026, 0, 1);

/**
 * Sends a round to a bridge as an app would: the run's start before the first one, an update of each client, the round's
 * result, the run's end after the last one. The same round gives the same bytes.
 *
 * @throws Error when the bridge does not keep it
 */
export async function postRun(url: string, { runId, round, clients, ends }: RoundTraffic): Promise<void> {
  const millis = START + round * 60_000;
  const nanos = (offset: number) => BigInt(millis + offset) * 1_000_000n;
  const records = [
    ...(round === 0
      ? [
          event('fl.run.started', nanos(0), [
            attribute('fl.job.name', 'kills'),
            attribute('fl.aggregation.strategy', 'FedAvg'),
          ]),
        ]
      : []),
    event('fl.round.finished', nanos(clients + 1), [
      attribute('fl.round.number', round),
      attribute('fl.round.accuracy', 0.5 + round / 1000),
      attribute('fl.round.eval.loss', 1.5 / (round + 1)),
    ]),
    ...(ends === true ? [event('fl.run.finished', nanos(clients + 2), [attribute('fl.run.state', 'finished')])] : []),
  ];
  const updates = Array.from({ length: clients }, (_, n) => {
    return { client: `site ${n}`, round, time: nanos(n + 1), loss: 1 / (round + n + 3), samples: 100 + n };
  });
  const identity = [attribute('fl.run.id', runId), attribute('fl.run.attempt', START)];
  await send(`${url}/v1/metrics`, updatesBody(runId, updates, [attribute('fl.run.attempt', START)]));
  const scopeLogs = [{ scope: { name: 'fedotel' }, logRecords: records }];
  await send(`${url}/v1/logs`, JSON.stringify({ resourceLogs: [{ resource: { attributes: identity }, scopeLogs }] }));
}

function event(eventName: string, time: bigint, attributes: readonly object[]): object {
  return { timeUnixNano: String(time), eventName, attributes };
}

async function send(url: string, body: string): Promise<void> {
  const answer = await post(url, body);
  if (answer?.status !== 200 || /rejected/.test(answer.text)) {
    throw new Error(`${url}: ${answer?.status} ${answer?.text}`);
  }
}
