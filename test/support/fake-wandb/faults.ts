import { type FakeAnswer, jsonAnswer, networkFaults, withRetryAfter } from '../fake-server/faults.js';

/** Faults that happen. A scope's operation is that of GraphQL (`UpsertBucket`), `file_stream`, or `PUT` to storage. */
export const faults = {
  ...networkFaults,
  /** @param retryAfter value of the header */
  tooMany: (retryAfter?: string): FakeAnswer => withRetryAfter(status(429, 'rate limit exceeded'), retryAfter),
  /** An answer of W&B's form. */
  status,
} as const;

function status(code: number, message: string): FakeAnswer {
  return jsonAnswer(code, { errors: [{ message }] });
}
