import { type FakeAnswer, jsonAnswer, networkFaults, pageAnswer, withRetryAfter } from '../fake-server/faults.js';

/** Faults as the real server has them. A scope's operation is method and path, as in `POST /api/2.0/mlflow/runs/log-batch`. */
export const faults = {
  ...networkFaults,
  /** @param retryAfter value of the header */
  tooMany: (retryAfter?: string): FakeAnswer =>
    withRetryAfter(json(429, 'REQUEST_LIMIT_EXCEEDED', 'too many requests'), retryAfter),
  /** SQLite's answer after 20 s behind another writer. */
  locked: json(503, 'TEMPORARILY_UNAVAILABLE', '(sqlite3.OperationalError) database is locked'),
  /** No room left, as SQLite says it. */
  diskFull: json(503, 'TEMPORARILY_UNAVAILABLE', '(sqlite3.OperationalError) database or disk is full'),
  internal: json(500, 'INTERNAL_ERROR', 'something broke'),
  /** An exception that nobody caught. */
  crash: pageAnswer(500, 'Internal Server Error'),
} as const;

function json(status: number, code: string, message: string): FakeAnswer {
  return jsonAnswer(status, { error_code: code, message });
}
