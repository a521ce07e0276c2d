import { type Attributes, type Context, createContextKey, type SpanContext } from '@opentelemetry/api';

/** A round, or a client's task in this process, that has started and not ended. */
export interface OpenPlace {
  /** What it is, in attributes of the contract; none where privacy lets nothing be told of it from here. */
  readonly attributes: Attributes;
  /** Of its span; absent or not valid where there is no tracing. */
  readonly spanContext: SpanContext | undefined;
}

/** Where a context keeps its place. The key is the same in every copy of the package. */
const PLACE_KEY = createContextKey('fedotel.place.1');

/**
 * The context of code that runs as part of a round or task.
 *
 * @param attributes run, attempt, job and round, client and operation where they are known and may be told
 */
export function withPlace(context: Context, attributes: Attributes): Context {
  return context.setValue(PLACE_KEY, attributes);
}

/** What part of which run the code of a context is; `undefined` outside of all. */
export function placeOf(context: Context): Attributes | undefined {
  return context.getValue(PLACE_KEY) as Attributes | undefined;
}
