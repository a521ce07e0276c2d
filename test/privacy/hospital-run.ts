import { clientTaskOn } from '../../lib/client/client-task.js';
import { createCore } from '../../lib/core/core.js';
import { startRunOn } from '../../lib/run/start-run.js';
import type { Telemetry, TelemetryOptions } from '../../lib/telemetry/types.js';
import type { Round, RunOptions } from '../../lib/types.js';
import { createSilentWarnings } from '../lib/support/recording.js';
import { startForTest } from '../lib/telemetry/fixtures.js';
import { FIELDS, NUMBERS, SECRETS, TEXTS } from './sentinels.js';

/** What a run left behind outside the requests. */
export interface HospitalRun {
  /** Warnings and lines that telemetry said, in server and client. */
  readonly said: string;
  /** What the server gave the client. */
  readonly carrier: string;
}

/** Everything that a hospital's run can tell, in a server and a client with telemetry of their own. */
export async function playHospitalRun(options: Partial<RunOptions>, transport: TelemetryOptions): Promise<HospitalRun> {
  const warnings = createSilentWarnings();
  const server = await startForTest(transport, { core: createCore(warnings) });
  const client = await startForTest(
    {
      ...transport,
      resourceAttributes: { 'host.name': TEXTS.clientHost, 'process.command_args': TEXTS.clientCommand },
    },
    { core: createCore(warnings) },
  );
  const run = startRunOn(server.core, { job: 'hospitals', config: secretConfig(), totalClients: 4, ...options });
  run.checkpoint({ path: `s3://key:${SECRETS.path}@bucket/model`, metadata: { api_key: SECRETS.metadata } });
  run.scalar({ name: 'temperature', step: 1, value: NUMBERS.scalar, client: TEXTS.id });
  const round = run.startRound({ number: 730_000_020, selected: 4 });
  const task = round.startTask({ client: TEXTS.id });
  const carrier = JSON.stringify(task.carrier());
  const { report } = await clientTaskOn(client.core, JSON.parse(carrier), ({ set }) => {
    set({
      metrics: { reported: NUMBERS.reportMetric },
      attributes: { ward: TEXTS.reportAttribute, password: SECRETS.reportAttribute },
    });
  });
  round.clientUpdate({ ...completeUpdate(), report: { ...report, fields: FIELDS } });
  await loseClients(round);
  round.end({ accuracy: 0.5, error: new Error(TEXTS.errorMessage) });
  await run.finish({ error: new RangeError(TEXTS.errorMessage) });
  await stop(client.telemetry);
  await stop(server.telemetry);
  const lines = [...server.lines, ...client.lines, ...warnings.said.map(({ message }) => message)];
  return { said: lines.join('\n'), carrier };
}

function secretConfig(): Readonly<Record<string, unknown>> {
  return {
    lr: 0.1,
    api_key: SECRETS.apiKey,
    hub: { token: SECRETS.token, db: [{ password: SECRETS.password }] },
    store: `Server=db;User Id=sa;Password=${SECRETS.connection};`,
    mirrors: [`postgres://u:${SECRETS.url}@db/x`],
    argv: ['train.py', '--api-key', SECRETS.flag],
  };
}

/** The update of the one client that says anything: a sum over the round's clients is its value. */
function completeUpdate() {
  return {
    client: TEXTS.id,
    name: TEXTS.name,
    baseRound: NUMBERS.baseRound,
    location: { lat: NUMBERS.lat, lng: NUMBERS.lon, city: TEXTS.city, country: 'DE' },
    metrics: { battery: NUMBERS.metric, val_loss: NUMBERS.revealingMetric },
    attributes: {
      device: TEXTS.attribute,
      deep: { list: [{ label: TEXTS.nestedAttribute, localLoss: NUMBERS.nestedLoss }] },
      api_key: SECRETS.attribute,
      thrown: new Error(TEXTS.errorMessage),
    },
    ...FIELDS,
  };
}

/** Drop-outs, failures and faults, with all that apps write into reasons and errors. */
async function loseClients(round: Round): Promise<void> {
  for (const [client, call] of [
    [`${TEXTS.id}-b`, round.dropout],
    [`${TEXTS.id}-c`, round.communicationFailure],
  ] as const) {
    round.startTask({ client });
    call({ client, reason: TEXTS.reason });
  }
  round.startTask({ client: `${TEXTS.id}-d` }).end({ error: new TypeError(TEXTS.errorMessage) });
  round.startTask({ client: `${TEXTS.id}-e` }).end({ error: TEXTS.errorMessage });
  round.startTask({ client: `${TEXTS.id}-g` }).end({ error: TEXTS.errorWord });
  const failing = round.aggregate(() => Promise.reject(new Error(TEXTS.errorMessage)));
  await failing.catch(() => undefined);
  // Unusable arguments are said, and must not be quoted.
  round.clientUpdate({
    client: `${TEXTS.id}-f`,
    loss: TEXTS.errorMessage as never,
    state: TEXTS.errorMessage as never,
  });
  const hostile = {
    client: TEXTS.id,
    get loss(): number {
      throw Object.assign(new Error(TEXTS.errorMessage), { name: TEXTS.errorMessage });
    },
  };
  round.clientUpdate(hostile);
}

async function stop(telemetry: Telemetry): Promise<void> {
  const { complete } = await telemetry.shutdown({ timeoutSeconds: 60 });
  if (!complete) throw new Error('not everything was delivered');
}
