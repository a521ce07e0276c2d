import { diag } from '@opentelemetry/api';

/** Codes of the warnings that fedotel gives, for `--disable-warning` and for searching. */
export type WarningCode =
  | 'FEDOTEL_BAD_VALUE'
  | 'FEDOTEL_COUNTS'
  | 'FEDOTEL_DROPPED'
  | 'FEDOTEL_INTERNAL'
  | 'FEDOTEL_LIMIT'
  | 'FEDOTEL_MONITOR'
  | 'FEDOTEL_NOT_STARTED'
  | 'FEDOTEL_PRIVACY'
  | 'FEDOTEL_REPORT_TRIMMED'
  | 'FEDOTEL_TELEMETRY'
  | 'FEDOTEL_UNKNOWN_KEY';

/** Says each thing once: through `diag`, and through `process.emitWarning`, because `diag` is silent by default. */
export interface Warnings {
  /**
   * @param code kind of the warning
   * @param message what happened and what to do
   * @param about tells apart what may be said once each (a field's name); one warning per code without it
   */
  warn(code: WarningCode, message: string, about?: string): void;
}

/** Distinct subjects per code, so that odd input cannot fill memory or the console. */
const MAX_SUBJECTS = 20;

/** The part of Node's `process` that is needed, where there is one: the core also runs in browsers. */
interface ProcessLike {
  emitWarning?: (message: string, options: { type: string; code: string }) => void;
}

class OnceWarnings implements Warnings {
  readonly #said = new Map<string, Set<string>>();

  warn(code: WarningCode, message: string, about = ''): void {
    const subjects = this.#said.get(code) ?? new Set();
    this.#said.set(code, subjects);
    if (subjects.has(about) || subjects.size >= MAX_SUBJECTS) {
      return;
    }
    subjects.add(about);
    diag.warn(`fedotel: ${message}`, code);
    const { process } = globalThis as { process?: ProcessLike };
    process?.emitWarning?.(message, { type: 'FedotelWarning', code });
  }
}

/** Makes a warning channel that has said nothing yet. */
export function createWarnings(): Warnings {
  return new OnceWarnings();
}
