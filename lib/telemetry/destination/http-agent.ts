import { Agent } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { paceWrites } from './paced-writes.js';

/**
 * Agent for a receiver that may be gone: a connection that fails is told at once. The official exporters would try for
 * their whole timeout, and meanwhile nobody could look for another bridge. They decide by the error's code, so the code
 * gets a prefix; our own pauses between attempts do the waiting. Large requests leave in portions.
 */
export function createFailFastAgent(): Agent {
  return new FailFastAgent({ keepAlive: true, maxSockets: 4 });
}

class FailFastAgent extends Agent {
  override createConnection(...args: Parameters<Agent['createConnection']>): Duplex | null | undefined {
    const socket = super.createConnection(...args);
    if (socket instanceof Socket) {
      paceWrites(socket);
    }
    // Added before the client's own listener, so that the client sees the changed code.
    socket?.prependListener('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== undefined) {
        error.code = `FEDOTEL_${error.code}`;
      }
    });
    return socket;
  }
}
