/** OTLP/JSON bodies of client updates, written by hand so that tests do not depend on our own library. */

type JsonAttribute = { key: string; value: Record<string, unknown> };

/** An attribute in OTLP/JSON. */
export function attribute(key: string, value: string | number | boolean): JsonAttribute {
  if (typeof value === 'string') return { key, value: { stringValue: value } };
  if (typeof value === 'boolean') return { key, value: { boolValue: value } };
  return { key, value: Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value } };
}

/** One update for {@link updatesBody}. */
export interface JsonUpdate {
  readonly client: string;
  readonly round: number;
  /** Nanoseconds since the epoch. */
  readonly time: bigint;
  readonly loss: number;
  readonly samples: number;
}

/**
 * An export request with two points and the marker for each update.
 *
 * @param identity what the resource has beside the run's id; default: attempt 1
 */
export function updatesBody(
  runId: string,
  updates: readonly JsonUpdate[],
  identity: readonly JsonAttribute[] = [attribute('fl.run.attempt', 1)],
): string {
  const points = (value: (update: JsonUpdate) => Record<string, unknown>, more: readonly JsonAttribute[] = []) => ({
    gauge: {
      dataPoints: updates.map((update) => ({
        timeUnixNano: String(update.time),
        attributes: [
          attribute('fl.round.number', update.round),
          attribute('fl.client.id', update.client),
          attribute('fl.operation.name', 'train'),
          ...more,
        ],
        ...value(update),
      })),
    },
  });
  const metrics = [
    { name: 'fl.client.loss', unit: '{loss}', ...points(({ loss }) => ({ asDouble: loss })) },
    { name: 'fl.client.samples', unit: '{sample}', ...points(({ samples }) => ({ asInt: String(samples) })) },
    {
      name: 'fl.client.update',
      unit: '{update}',
      ...points(
        () => ({ asInt: '1' }),
        [attribute('fl.client.state', 'active'), attribute('fl.update.field_count', 3)],
      ),
    },
  ];
  const resource = { attributes: [attribute('fl.run.id', runId), ...identity] };
  return JSON.stringify({
    resourceMetrics: [{ resource, scopeMetrics: [{ scope: { name: 'fedotel.client' }, metrics }] }],
  });
}

/** Posts a body. @returns the status, or `undefined` when there was no answer */
export async function post(
  url: string,
  body: string | Uint8Array,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): Promise<{ status: number; text: string; headers: Headers } | undefined> {
  try {
    const response = await fetch(url, { method: 'POST', body, headers });
    return { status: response.status, text: await response.text(), headers: response.headers };
  } catch {
    return undefined;
  }
}
