import type { ClientRequest } from 'node:http';
import type { Readable } from 'node:stream';

/** A body that is read while it is sent. */
export interface StreamBody {
  readonly stream: Readable;
  /** As announced to the server. */
  readonly sizeBytes: number;
}

/**
 * Sends what was announced and not a byte less: the server would wait for the rest for ever; nor more, which the server
 * would take for the next request.
 *
 * @param timer of the request. A large file may take longer than one: as long as it moves, time starts anew
 * @param fail told at most once per fault, with what is wrong with the file
 */
export function sendStream(
  request: ClientRequest,
  { stream, sizeBytes }: StreamBody,
  timer: NodeJS.Timeout,
  fail: (message: string) => void,
): void {
  let sent = 0;
  stream.on('data', (chunk: Buffer) => {
    sent += chunk.length;
    timer.refresh();
    if (sent > sizeBytes) fail(`it grew while it was sent: more than ${sizeBytes} bytes`);
  });
  stream.once('error', (error) => fail(error.message));
  stream.once('end', () => {
    if (sent < sizeBytes) fail(`it became shorter while it was sent: ${sent} of ${sizeBytes} bytes`);
  });
  stream.pipe(request);
}
