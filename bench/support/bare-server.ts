/** The least that a durable receiver can do: takes each body, appends it to a file, syncs, answers. */
import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { reportUsage } from './report-usage.js';

const file = await open(join(process.argv[2] ?? '', 'bodies'), 'a');
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
  } catch {
    // The sender went away in the middle of its body.
    return;
  }
  await file.appendFile(Buffer.concat(chunks));
  await file.datasync();
  response.writeHead(200, { 'Content-Type': 'application/x-protobuf' }).end();
});
server.listen(0, '127.0.0.1', () => reportUsage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
