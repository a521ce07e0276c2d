import type { MeterProvider } from '@opentelemetry/api';
import { SCHEMA_URL, SCOPE_NAME, SEMCONV_VERSION } from '../../semconv/index.js';

/** An observable that observes nothing: no reader ever sees it. */
const NAME = 'fl.before.collection';

/**
 * Calls `action` each time when a reader of the provider is about to collect: SDKs call observables before they look at
 * the counters. A provider that never does is no fault; whoever relies on this needs another occasion too.
 *
 * @returns stops calling
 */
export function beforeCollection(provider: MeterProvider, action: () => void): () => void {
  const callback = (): void => action();
  const observable = provider
    .getMeter(SCOPE_NAME, SEMCONV_VERSION, { schemaUrl: SCHEMA_URL })
    .createObservableGauge(NAME, { description: 'Never has a value.' });
  observable.addCallback(callback);
  return () => observable.removeCallback(callback);
}
