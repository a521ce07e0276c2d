import assert from 'node:assert/strict';
import { privacyOptions } from '../../lib/privacy/options.js';
import type { TelemetryOptions } from '../../lib/telemetry/types.js';
import type { RunOptions } from '../../lib/types.js';
import { clientFields } from '../../semconv/index.js';
import { playHospitalRun } from './hospital-run.js';
import { isIn } from './needles.js';
import { NEVER, SECRETS, SENTINELS } from './sentinels.js';
import { startWireServer } from './wire-server.js';

/** A setting, as code and as variables, and which sentinels it hides. */
interface Setting {
  readonly title: string;
  readonly code: Partial<RunOptions>;
  readonly variables: Readonly<Record<string, string>>;
  readonly hides: (sentinel: string) => boolean;
}

const env = (name: keyof typeof privacyOptions): string => privacyOptions[name].env;
const PRIVATE_FIELDS = clientFields.filter((field) => field.private).map((field) => field.field);
const NAMING = ['name', 'city', 'lat', 'lon', 'reason', 'errorWord', 'clientHost', 'clientCommand'];
const hmac = { clientIds: 'hmac', key: SECRETS.hmacKey } as const;
const hmacVariables = { [env('privacy.clientIds')]: 'hmac', [env('privacy.key')]: SECRETS.hmacKey };

const SETTINGS: readonly Setting[] = [
  {
    title: 'client ids as pseudonyms',
    code: { privacy: hmac },
    variables: hmacVariables,
    hides: (sentinel) => ['id', ...NAMING].includes(sentinel),
  },
  {
    title: 'nothing about single clients',
    code: { privacy: { perClient: false } },
    variables: { [env('privacy.perClient')]: 'false' },
    hides: () => true,
  },
  {
    title: 'samples and metrics of single clients only',
    code: { privacy: { perClient: ['samples', 'metrics'] } },
    variables: { [env('privacy.perClient')]: 'samples,metrics' },
    hides: (sentinel) => !['id', 'samples', 'metric', 'revealingMetric', 'reportMetric', 'scalar'].includes(sentinel),
  },
  {
    title: 'secure aggregation',
    code: { secureAggregation: true },
    variables: { [env('secureAggregation')]: 'true' },
    hides: (sentinel) => [...PRIVATE_FIELDS, 'revealingMetric', 'nestedLoss', 'lat', 'lon'].includes(sentinel),
  },
  {
    title: 'exact locations with pseudonyms',
    code: { privacy: { ...hmac, location: 'exact' } },
    variables: { ...hmacVariables, [env('privacy.location')]: 'exact' },
    hides: (sentinel) => ['id', 'name', 'reason', 'errorWord', 'clientHost', 'clientCommand'].includes(sentinel),
  },
  {
    title: 'no locations',
    code: { privacy: { location: 'off' } },
    variables: { [env('privacy.location')]: 'off' },
    hides: (sentinel) => ['lat', 'lon', 'city'].includes(sentinel),
  },
  {
    title: 'nothing at all',
    code: {},
    variables: {},
    hides: (sentinel) => ['lat', 'lon'].includes(sentinel),
  },
];

const TRANSPORTS: readonly TelemetryOptions[] = [
  { protocol: 'http/protobuf', compression: 'none', clientUpdates: 'points' },
  { protocol: 'http/protobuf', compression: 'gzip', clientUpdates: 'event' },
  { protocol: 'http/json', compression: 'none', clientUpdates: 'event' },
  { protocol: 'http/json', compression: 'gzip', clientUpdates: 'points' },
];

/** Runs with variables set, and takes them back. */
async function withVariables<T>(variables: Readonly<Record<string, string>>, action: () => Promise<T>): Promise<T> {
  Object.assign(process.env, variables);
  try {
    return await action();
  } finally {
    for (const name of Object.keys(variables)) delete process.env[name];
  }
}

/** Plays the run and returns all bytes that left, everything that was said, and the carrier. */
async function bytesOf(options: Partial<RunOptions>, transport: TelemetryOptions): Promise<Buffer> {
  const server = await startWireServer();
  try {
    const { said, carrier } = await playHospitalRun(options, { ...transport, endpoint: server.url });
    assert.deepEqual([...new Set(server.paths)].sort(), ['/v1/logs', '/v1/metrics', '/v1/traces']);
    const form = `${transport.protocol === 'http/json' ? 'application/json' : 'application/x-protobuf'}`;
    assert.deepEqual([...server.forms], [`${form} ${transport.compression}`]);
    return Buffer.concat([server.bytes(), Buffer.from(said), Buffer.from(carrier)]);
  } finally {
    await server.close();
  }
}

/** Sentinels in the bytes, by name. */
function found(bytes: Buffer, sentinels: ReadonlyMap<string, readonly Buffer[]>): string[] {
  return [...sentinels].filter(([, needles]) => isIn(bytes, needles)).map(([name]) => name);
}

function assertHidden(bytes: Buffer, hides: (sentinel: string) => boolean): void {
  assert.deepEqual(found(bytes, NEVER), []);
  const visible = [...SENTINELS.keys()].filter((name) => !NEVER.has(name) && !hides(name));
  assert.deepEqual(found(bytes, SENTINELS).sort(), visible.sort());
}

describe('bytes on the wire', () => {
  for (const { title, code, variables, hides } of SETTINGS) {
    describe(`with ${title}`, () => {
      for (const transport of TRANSPORTS) {
        const how = `${transport.protocol}, ${transport.compression}, ${transport.clientUpdates}`;

        it(`by code alone (${how})`, async () => assertHidden(await bytesOf(code, transport), hides));

        it(`by variables alone, with no options passed (${how})`, async () => {
          assertHidden(await withVariables(variables, () => bytesOf({}, transport)), hides);
        });
      }
    });
  }

  it('follow the code where the variables say otherwise', async () => {
    const variables = { ...hmacVariables, [env('privacy.perClient')]: 'false', [env('secureAggregation')]: 'true' };
    const code: Partial<RunOptions> = {
      privacy: { clientIds: 'plain', perClient: true, minGroup: 1 },
      secureAggregation: false,
    };
    const bytes = await withVariables(variables, () => bytesOf(code, TRANSPORTS[0] ?? {}));
    assertHidden(bytes, (sentinel) => ['lat', 'lon'].includes(sentinel));
  });
});
