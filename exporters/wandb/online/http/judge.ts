import { isUntrusted, noAnswerWords } from '../../../http/no-answer.js';
import { oneLine } from '../../../http/one-line.js';
import { retryAfterSeconds } from '../../../http/retry-after.js';
import type { Refused, Retry, WandbResult } from '../result.js';
import type { HttpAnswer, HttpFailure } from './types.js';

/**
 * What an answer, or none, means. As W&B's client has it (`core/internal/clients/retry_policy.go`): 4xx is final but for
 * 408, 425, 429, everything else that is no success is tried again.
 *
 * @param where what was asked, for messages: an address without credentials, or what a file is
 */
export function judge(outcome: HttpAnswer | HttpFailure, where: string): WandbResult<Buffer> {
  if (outcome.kind === 'failed') return failureOf(outcome, where);
  const { status, headers, body } = outcome;
  if (status >= 200 && status < 300) return { kind: 'ok', value: body };
  const said = wordsOf(outcome);
  const reason = `${where}: ${status}${said === '' ? '' : ` ${said}`}`;
  if (status >= 300 && status < 400) {
    return {
      kind: 'retry',
      unsure: true,
      reason: `${reason} sends elsewhere, which is not followed; is WANDB_BASE_URL right?`,
    };
  }
  if (status < 500 && !RETRIED.has(status)) return refusalOf(status, reason);
  if (status === 501) return { kind: 'refused', reason, status };
  const afterSeconds = retryAfterSeconds(headers['retry-after'], Date.now());
  const unsure = status >= 500 || status === 408;
  return { kind: 'retry', reason, unsure, status, ...(afterSeconds === undefined ? {} : { afterSeconds }) };
}

/** 409 is said while another request about the same run is under way; who asks counts those. */
const RETRIED: ReadonlySet<number> = new Set([408, 409, 425, 429]);

function refusalOf(status: number, reason: string): Refused {
  const advice: Readonly<Record<number, string>> = {
    401: '; expected a WANDB_API_KEY that this server knows',
    403: '; the key’s user may not write there (WANDB_ENTITY, WANDB_PROJECT)',
  };
  return { kind: 'refused', reason: `${reason}${advice[status] ?? ''}`, status };
}

function failureOf(failure: HttpFailure, where: string): Retry | Refused {
  const { code, message, reached } = failure;
  if (code === 'BODY') return { kind: 'refused', reason: `${where}: the file cannot be read: ${oneLine(message)}` };
  if (isUntrusted(failure)) {
    return {
      kind: 'refused',
      reason: `${where}: its certificate is not trusted (${code}); NODE_EXTRA_CA_CERTS names what to trust`,
    };
  }
  return { kind: 'retry', reason: `${where}: ${noAnswerWords(failure)}`, unsure: reached };
}

/** What an answer says of itself: W&B's `errors` or `error`, or the first words of a plain text. */
function wordsOf({ body, headers }: HttpAnswer): string {
  const text = body.subarray(0, 4000).toString();
  if ((headers['content-type'] ?? '').includes('html')) return '';
  try {
    const parsed = JSON.parse(text) as { readonly errors?: unknown; readonly error?: unknown } | null;
    const [first] = Array.isArray(parsed?.errors) ? (parsed.errors as unknown[]) : [parsed?.error];
    return oneLine(messageOf(first), 200);
  } catch {
    return oneLine(text, 200);
  }
}

/** The text of one of W&B's errors, which are texts or objects. */
export function messageOf(error: unknown): string {
  if (typeof error === 'string') return error;
  if (typeof error !== 'object' || error === null || !('message' in error)) return '';
  return String(error.message);
}
