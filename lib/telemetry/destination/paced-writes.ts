import type { Socket } from 'node:net';

/** One write that waits in a stream: bytes, or a text with its encoding. */
type Chunk = Parameters<NonNullable<Socket['_writev']>>[0][number];
type Done = (error?: Error | null) => void;

/** Bytes that go to the system at once. Copying them takes about a tenth of a millisecond. */
const PORTION_BYTES = 64 * 1024;

/**
 * Makes a connection pass on large requests in portions, with the app's other work between two of them. The system
 * copies what it is given before it returns: half a megabyte at once holds up the event loop for a millisecond.
 */
export function paceWrites(connection: Socket): void {
  const write = connection._write.bind(connection);
  const writev = connection._writev?.bind(connection);
  if (writev === undefined) {
    return;
  }
  const send = (lists: readonly Chunk[][], index: number, done: Done): void => {
    writev(lists[index] ?? [], (error) => {
      if (error || index + 1 >= lists.length) {
        done(error);
      } else {
        setImmediate(send, lists, index + 1, done);
      }
    });
  };
  connection._writev = (chunks, done): void => send(portions(chunks), 0, done);
  connection._write = (chunk: unknown, encoding, done): void => {
    if (chunk instanceof Uint8Array && chunk.length > PORTION_BYTES) {
      send(portions([{ chunk, encoding }]), 0, done);
    } else {
      write(chunk, encoding, done);
    }
  };
}

/** The chunks in lists of at most a portion each; large ones are cut. Texts are headers and short. */
function portions(chunks: readonly Chunk[]): Chunk[][] {
  const lists: Chunk[][] = [[]];
  let room = PORTION_BYTES;
  for (const { chunk, encoding } of chunks) {
    for (let start = 0; start < Math.max(1, chunk.length); ) {
      if (room <= 0) {
        lists.push([]);
        room = PORTION_BYTES;
      }
      const part: Chunk['chunk'] = typeof chunk === 'string' ? chunk : chunk.subarray(start, start + room);
      lists.at(-1)?.push({ chunk: part, encoding });
      start += Math.max(1, part.length);
      room -= part.length;
    }
  }
  return lists;
}
