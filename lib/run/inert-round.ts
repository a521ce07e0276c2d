import type { Round } from '../types.js';

const nothing = (): void => undefined;

/** What `startRound` returns when it was given no usable number: records nothing, runs the app's callbacks. */
export function createInertRound(): Round {
  return {
    number: -1,
    startTask: () => ({ carrier: () => ({ fedotel: '' }), end: nothing }),
    clientUpdate: nothing,
    dropout: nothing,
    communicationFailure: nothing,
    aggregate: (fn) => fn(),
    evaluate: (fn) => fn(),
    end: nothing,
  };
}
