/** The words of a command line are off; the command ends with exit code 2 and this message on one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command could not do what it was asked; it ends with exit code 1 and this message on one line. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
