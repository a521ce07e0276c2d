import { createHash } from 'node:crypto';
import { livenessOf, ownIdentity, type ProcessIdentity } from './process-identity.js';

/** Time without a change after which what a process left counts as left, when nobody here can see that process. */
const UNSEEN_SECONDS = 86_400;
/** Process number, start of the process in clock ticks, and who else may be seen from there. */
const MARK = /^(\d{1,10})-(\d{0,20})-([0-9a-f]{8})$/;
/** What names bore before there were marks: the process number alone. */
const OLD_MARK = /^\d{1,10}$/;

let own: string | undefined;

/**
 * Part of the names of files and folders that are this process's own while it works, such as `4711-8123456-1a2b3c4d`.
 * Whoever finds one later can tell by {@link isLeft} whether it still has an owner.
 */
export function ownMark(): string {
  own ??= markOf(ownIdentity());
  return own;
}

/** The mark of a process, as that process itself would write it. */
export function markOf(identity: ProcessIdentity): string {
  return `${identity.pid}-${identity.startTicks}-${spaceOf(identity)}`;
}

/**
 * Whether the process that made something is gone. One of another host, container or boot cannot be seen from here: it
 * is, when nothing has changed for a day.
 *
 * @param mark what stands in the name where {@link ownMark} does
 * @param changedMillis when it was changed last, in milliseconds since 1970
 * @returns false, too, for what is no mark
 */
export function isLeft(mark: string, changedMillis: number): boolean {
  const [, pid, startTicks = '', space] = MARK.exec(mark) ?? [];
  if (pid === undefined && !OLD_MARK.test(mark)) return false;
  const self = ownIdentity();
  if (pid !== undefined && space === spaceOf(self)) {
    return livenessOf({ ...self, pid: Number(pid), startTicks }, self) === 'dead';
  }
  return Date.now() - changedMillis > UNSEEN_SECONDS * 1000;
}

/** Eight hexadecimal digits that are the same for processes that see each other by number. */
function spaceOf({ bootId, pidSpace, host }: ProcessIdentity): string {
  // Where the system tells no boot, nothing but the host's name says that it is the same machine.
  const seen = bootId === '' ? host : `${bootId} ${pidSpace}`;
  return createHash('sha256').update(seen).digest('hex').slice(0, 8);
}
