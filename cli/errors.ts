/** The words of a command line are off; the command ends with exit code 2 and this message on one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command could not do what it was asked; it ends with this message on one line. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  /** @param exitCode what the command ends with; 1 unless there is a custom for the case */
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
  }
}

/** One journal cannot be used; others may be. */
export class JournalError extends CommandError {}

/** Text of anything that was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Code of an operating system's error, such as `EACCES`; `undefined` for any other error. */
export function systemCodeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'syscall' in error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
