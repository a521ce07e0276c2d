import type { SinkResult } from '../../exporters/bridge/index.js';
import type { CommandContext } from '../command.js';
import { CommandError, JournalError, reasonOf } from '../errors.js';

const RETRY_SECONDS = 2;
const SIGNAL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** How long destinations are borne with, and whether the user still wants it. */
export interface Patience {
  /**
   * Tries until the destination says yes or no.
   *
   * @param name of the destination, for errors
   * @returns the reason when it refused for ever, otherwise `undefined`
   * @throws CommandError when it asked for another try for too long, threw, or the user ended the command
   * @throws JournalError when it takes nothing of this run until somebody changes something
   */
  insist(name: string, attempt: () => Promise<SinkResult>): Promise<string | undefined>;
  /** The destination has taken something: the time that it gets begins anew. */
  progressed(): void;
  /** @throws CommandError when the user has asked the command to end */
  check(): void;
  /** Gives the signals back. */
  release(): void;
}

/** @param patienceSeconds how long one attempt may be repeated */
export function createPatience(patienceSeconds: number, context: Pick<CommandContext, 'onSignal'>): Patience {
  let ended: CommandError | undefined;
  let wake = () => {};
  const release = context.onSignal((signal) => {
    release();
    ended = new CommandError(`ended by ${signal}; what was not delivered yet is not there`, SIGNAL_EXIT_CODES[signal]);
    wake();
  });
  const check = () => {
    if (ended !== undefined) throw ended;
  };
  let deadline = 0;
  const begin = () => {
    deadline = performance.now() + patienceSeconds * 1000;
  };
  return {
    check,
    release,
    progressed: begin,
    async insist(name, attempt) {
      begin();
      for (;;) {
        check();
        const result = await attempt().catch((error: unknown) => {
          throw new CommandError(`${name}: ${reasonOf(error)}`);
        });
        if (result.kind === 'ok') return undefined;
        if (result.kind === 'reject') return result.reason;
        if (result.kind === 'park') throw new JournalError(`${name}: ${result.reason}`);
        const waitMillis = (result.afterSeconds ?? RETRY_SECONDS) * 1000;
        if (performance.now() + waitMillis > deadline) throw new CommandError(`${name}: ${result.reason}`);
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, waitMillis);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
  };
}
