import { createNoopMeter, type MeterProvider, metrics } from '@opentelemetry/api';
import type { Core } from '../core/core.js';

/**
 * The provider that instruments belong to now: the app's global one, else the telemetry's own, else none. To be asked
 * again at each round, because API 1.9 has no meter that follows a provider which is set later.
 */
export function currentMeterProvider(core: Core): MeterProvider | undefined {
  const global = metrics.getMeterProvider();
  // The no-op provider hands out one shared no-op meter, which is how it is known without naming its class.
  return global.getMeter('fedotel') === createNoopMeter() ? core.fallbackProviders.meterProvider : global;
}
