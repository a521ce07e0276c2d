/** What became of one export. */
export type ExportOutcome =
  /** The receiver has acknowledged. */
  | { readonly kind: 'ok' }
  /** It may pass later: overload, or nobody answered. */
  | { readonly kind: 'retry'; readonly reason: string; readonly unreachable: boolean }
  /** The receiver will never take it. */
  | { readonly kind: 'reject'; readonly reason: string };

/** Result of an OpenTelemetry exporter (`ExportResult` of `@opentelemetry/core`; 0 is success). */
export interface ExporterResult {
  readonly code: number;
  readonly error?: Error;
}

/** Bound of a reason: it may hold the body of an answer. */
const MAX_REASON = 300;

/** Statuses on which OTLP/HTTP senders retry, and 408, which proxies send for what may pass later. */
const RETRYABLE_STATUSES = new Set([408, 429, 502, 503, 504]);

/**
 * Reads an exporter's result. The official exporters put the HTTP status of a permanent failure in `code` of the error;
 * a retryable status and a failed connection have none, or the system's text.
 */
export function outcomeOf(result: ExporterResult): ExportOutcome {
  if (result.code === 0) {
    return { kind: 'ok' };
  }
  const { error } = result;
  const code: unknown = error !== undefined && 'code' in error ? error.code : undefined;
  if (typeof code === 'number' && !RETRYABLE_STATUSES.has(code)) {
    const answer = error !== undefined && 'data' in error && typeof error.data === 'string' ? readable(error.data) : '';
    return { kind: 'reject', reason: shorten(`HTTP ${code} ${error?.message ?? ''} ${answer}`) };
  }
  return {
    kind: 'retry',
    reason: shorten(error?.message || (typeof code === 'string' ? code : 'no answer')),
    unreachable: typeof code !== 'number' && !/retryable status/.test(error?.message ?? ''),
  };
}

/** Outcome of an exporter that threw: what cannot be serialised now cannot be serialised later. */
export function outcomeOfThrown(error: unknown): ExportOutcome {
  return { kind: 'reject', reason: shorten(error instanceof Error ? error.message : String(error)) };
}

/** Bodies of error answers may be protobuf: only their readable part is worth saying. */
function readable(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, ' ');
}

function shorten(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, MAX_REASON);
}
