import { readCarrier } from '../../lib/client/carrier.js';
import { ATTR_FL_CLIENT_ID, ATTR_FL_JOB_NAME, ATTR_FL_RUN_ATTEMPT, ATTR_FL_RUN_ID } from '../../semconv/index.js';
import { UsageError } from '../errors.js';

/** Whose the samples of a program are. */
export interface ProgramOwner {
  readonly run: { readonly id: string; readonly attempt: number; readonly job: string };
  readonly client: string | undefined;
  readonly round: number | undefined;
}

/** The variable with a task's carrier, as JSON. */
export const CARRIER_VARIABLE = 'FEDOTEL_CARRIER';

/**
 * Whose the samples are: by the carrier in `FEDOTEL_CARRIER`, else by `fl.run.id` and `fl.run.attempt` among
 * `OTEL_RESOURCE_ATTRIBUTES`, with `fl.client.id` for a client's. `undefined` when neither is there.
 *
 * @throws UsageError when the carrier is none
 */
export function ownerFrom(env: NodeJS.ProcessEnv): ProgramOwner | undefined {
  const given = env[CARRIER_VARIABLE];
  if (given !== undefined && given !== '') {
    const { task } = readCarrier(given);
    if (task === undefined) {
      throw new UsageError(
        `${CARRIER_VARIABLE}: expected the JSON of a carrier, got ${JSON.stringify(given.slice(0, 60))}`,
      );
    }
    const { id, attempt, job, client, round } = task;
    return { run: { id, attempt, job }, client: client === '' ? undefined : client, round };
  }
  const attributes = readAttributes(env.OTEL_RESOURCE_ATTRIBUTES ?? '');
  const id = attributes.get(ATTR_FL_RUN_ID);
  const attempt = Number(attributes.get(ATTR_FL_RUN_ATTEMPT) ?? Number.NaN);
  if (id === undefined || !Number.isSafeInteger(attempt)) return undefined;
  const job = attributes.get(ATTR_FL_JOB_NAME) ?? '';
  return { run: { id, attempt, job }, client: attributes.get(ATTR_FL_CLIENT_ID), round: undefined };
}

/** `key=value` pairs with commas between them, values percent-encoded (OpenTelemetry, "Resource SDK"). */
function readAttributes(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(',').flatMap((pair) => {
    const at = pair.indexOf('=');
    const value = at === -1 ? undefined : decoded(pair.slice(at + 1).trim());
    return value === undefined || value === '' ? [] : [[pair.slice(0, at).trim(), value] as const];
  });
  return new Map(pairs);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
