import type { MlflowResult } from '../api/index.js';

/** MLflow could not be read; the message is one line for the user, without credentials. */
export class MlflowReadError extends Error {
  override readonly name = 'MlflowReadError';
}

/** The value of a result. @throws MlflowReadError when there is none: who asks once does not wait for a dead server */
export function okValue<T>(result: MlflowResult<T>): T {
  if (result.kind === 'ok') return result.value;
  throw new MlflowReadError(result.reason);
}
