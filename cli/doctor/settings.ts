import type { Environment } from '../../lib/telemetry/config/option-reader.js';
import { resolveConfig, type TelemetryConfig } from '../../lib/telemetry/config/resolve.js';
import { SIGNALS, type Signal } from '../../lib/telemetry/config/signal.js';
import { reasonOf } from '../errors.js';
import { type Finding, well, wrong } from './finding.js';
import type { SignalPath } from './receiver.js';

/** What an app's `startTelemetry` would make of this environment. */
export interface AppSettings {
  readonly finding: Finding;
  /** `undefined` when the environment is unusable. */
  readonly config: TelemetryConfig | undefined;
}

/** Reads the variables of `startTelemetry` as an app in this environment would. @param endpoint in place of its variable */
export function readAppSettings(environment: Environment, endpoint: string | undefined): AppSettings {
  const what = 'variables';
  const mend = 'correct or unset the variable; the README has the table of all';
  try {
    const config = resolveConfig(endpoint === undefined ? {} : { endpoint }, environment);
    const [warning] = config.warnings;
    if (warning !== undefined) return { finding: wrong(what, warning, mend), config };
    const off = SIGNALS.filter((signal) => !config.signals[signal].enabled);
    const note = config.disabled
      ? 'telemetry is off (OTEL_SDK_DISABLED)'
      : off.length > 0
        ? `apps send no ${off.join(', ')} over OTLP`
        : 'nothing is wrong with them';
    return { finding: well(what, note), config };
  } catch (error) {
    return {
      finding: wrong(
        what,
        reasonOf(error)
          .replace(/^fedotel: /, '')
          .replace(/\.$/, ''),
        mend,
      ),
      config: undefined,
    };
  }
}

/** What apps send where, by the base address of each receiver. */
export function endpointsOf(config: TelemetryConfig): ReadonlyMap<string, readonly SignalPath[]> {
  const byBase = new Map<string, SignalPath[]>();
  for (const signal of SIGNALS) {
    const { enabled, endpoint, headers, protocol } = config.signals[signal];
    if (!enabled || endpoint === undefined) continue;
    const base = baseOf(endpoint.value, signal);
    byBase.set(base, [...(byBase.get(base) ?? []), { signal, url: endpoint.value, headers, protocol }]);
  }
  return byBase;
}

/** URL of a receiver without the signal's path. */
function baseOf(url: string, signal: Signal): string {
  const base = new URL(url);
  base.pathname = base.pathname.replace(new RegExp(`/v1/${signal}/?$`), '');
  return base.href.replace(/\/+$/, '');
}
