/**
 * The journal cannot take events now: disk full, read-only, no permission, closed, or too much waiting. Nothing of the
 * rejected call counts as stored; whoever sent it sends it again later (the bridge answers 503).
 */
export class JournalUnavailableError extends Error {
  override readonly name = 'JournalUnavailableError';

  /**
   * @param code the operating system's code (`ENOSPC`, `EROFS`, `EACCES`, `EIO`, …) or `CLOSED`, `OVERLOADED`,
   *   `TOO_MANY_RUNS`, `FORMAT`
   * @param path the file or folder concerned
   */
  constructor(
    readonly code: string,
    readonly path: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The file was written by a newer fedotel whose format this one does not know. */
export class JournalFormatError extends Error {
  override readonly name = 'JournalFormatError';

  constructor(
    readonly path: string,
    readonly format: number,
    readonly supported: number,
  ) {
    super(
      `${path} has journal format ${format}; this fedotel reads up to ${supported}. Use a newer fedotel to read it.`,
    );
  }
}

/** Another bridge owns the runs folder. */
export class FolderLockedError extends Error {
  override readonly name = 'FolderLockedError';

  constructor(
    readonly folder: string,
    readonly holder: { readonly pid: number; readonly host: string; readonly startedAt: string },
    advice: string,
  ) {
    super(
      `The folder ${folder} is in use by process ${holder.pid} on ${holder.host} (since ${holder.startedAt}). ${advice}`,
    );
  }
}

/** Text of `code` of a Node.js system error, if it is one. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

const EXPLANATIONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file may not become larger',
  ENOENT: 'its folder was removed',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EIO: 'the disk reported an error',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files in the system',
  ELOOP: 'it is a symbolic link, which a journal must not be',
};

/**
 * Turns a system error into a `JournalUnavailableError` that says what is wrong in words; any other error (a defect)
 * comes back as it is.
 */
export function toUnavailable(error: unknown, path: string): unknown {
  const code = systemErrorCode(error);
  if (code === undefined || error instanceof JournalUnavailableError) return error;
  const what = EXPLANATIONS[code] ?? (error instanceof Error ? error.message : String(error));
  return new JournalUnavailableError(code, path, `Cannot write ${path}: ${what} (${code}).`, { cause: error });
}
