import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Benchmark, type Figures, median } from './harness.js';
import { gaugeBody } from './support/bodies.js';
import { writeLongRun } from './support/long-run.js';
import { type ServerProcess, startServer } from './support/server-process.js';

/** The run whose document is asked for. */
const ROUNDS = 200;
const CLIENTS = 100;
/** Pages that watch. */
const PAGES = 200;
/** Bodies of 100 updates that a bridge is sent while they watch, and the time between two. */
const BODIES = 50;
const PAUSE_MILLIS = 200;

/** What the page costs: the first look at a long run, and two hundred pages that watch. */
export const page: Benchmark = {
  name: 'page',
  about: `a run of ${ROUNDS} rounds and ${CLIENTS} clients as a document; ${PAGES} pages that watch a bridge`,
  async run(): Promise<Figures> {
    const folder = await mkdtemp(join(tmpdir(), 'fedotel-bench-'));
    try {
      return { ...(await documentFigures(join(folder, 'long'))), ...(await watchFigures(folder)) };
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

async function documentFigures(folder: string): Promise<Figures> {
  await mkdir(folder);
  const journal = await writeLongRun(join(folder, 'run-1.jsonl'), ROUNDS, CLIENTS);
  const server = await startServer('bridge-server', [folder, 'page']);
  try {
    const first = await timed(() => get(`${server.pageUrl}api/runs/run-1`));
    const again: number[] = [];
    for (let look = 0; look < 15; look++)
      again.push((await timed(() => get(`${server.pageUrl}api/runs/run-1`))).millis);
    return {
      'page.firstDocumentMillis': {
        value: first.millis,
        unit: 'ms',
        what: `first document of a run of ${ROUNDS * CLIENTS} updates (${(journal / 1e6).toFixed(1)} MB of journal), read, built and packed`,
        goal: { kind: 'atMost', value: 5000 },
      },
      'page.nextDocumentMillis': { value: median(again), unit: 'ms', what: 'the document for the next page' },
      'page.documentMegabytes': { value: gunzipSync(first.value).length / 1e6, unit: 'MB', what: 'its JSON' },
      'page.packedMegabytes': { value: first.value.length / 1e6, unit: 'MB', what: 'that document as it is sent' },
    };
  } finally {
    await server.stop();
  }
}

async function watchFigures(folder: string): Promise<Figures> {
  const alone = await watched(join(folder, 'alone'), 0);
  const many = await watched(join(folder, 'many'), PAGES);
  const updates = (BODIES * 100) / 1000;
  return {
    'page.cpuSecondsPerThousand': {
      value: (many.cpuSeconds - alone.cpuSeconds) / updates,
      unit: 's',
      what: `CPU time that ${PAGES} pages cost the bridge’s process for 1,000 updates, over that of none`,
    },
    'page.bytesPerThousand': {
      value: many.bytesPerPage / updates / 1000,
      unit: 'kB',
      what: 'sent to each page for 1,000 updates',
    },
    'page.addedMegabytes': {
      value: (many.maxRss - alone.maxRss) / 1e6,
      unit: 'MB',
      what: `most resident memory with ${PAGES} pages, less that with none`,
    },
    'page.answerRatio': {
      value: many.answerMillis / alone.answerMillis,
      unit: '×',
      what: `median time of a request of 100 updates with ${PAGES} pages by that with none`,
    },
  };
}

/** Sends updates to a bridge with a page at an even pace, while so many pages watch. */
async function watched(folder: string, pages: number) {
  await mkdir(folder);
  const server = await startServer('bridge-server', [folder, 'page']);
  const connections: ClientRequest[] = [];
  let bytes = 0;
  try {
    await send(server, 0);
    for (let each = 0; each < pages; each++) {
      const watching = await open(`${server.pageUrl}api/runs/run-1/live?after=0`);
      watching.response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      connections.push(watching.request);
    }
    const before = await server.usage();
    const answers: number[] = [];
    for (let body = 1; body <= BODIES; body++) {
      answers.push((await timed(() => send(server, body))).millis);
      await pause(PAUSE_MILLIS);
    }
    const after = await server.usage();
    return {
      cpuSeconds: after.cpuSeconds - before.cpuSeconds,
      maxRss: after.maxRss,
      bytesPerPage: bytes / Math.max(1, pages),
      answerMillis: median(answers),
    };
  } finally {
    for (const connection of connections) connection.destroy();
    await server.stop();
  }
}

function send(server: ServerProcess, body: number): Promise<void> {
  return server.post(gaugeBody(body, 100));
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly millis: number }> {
  const start = performance.now();
  const value = await work();
  return { value, millis: performance.now() - start };
}

async function get(url: string): Promise<Buffer> {
  const { response } = await open(url);
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  if (response.statusCode !== 200) throw new Error(`HTTP ${response.statusCode} from ${url}`);
  return Buffer.concat(chunks);
}

function open(url: string): Promise<{ readonly request: ClientRequest; readonly response: IncomingMessage }> {
  const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers: { 'Accept-Encoding': 'gzip' } }, (response) => {
      response.on('error', () => undefined);
      resolve({ request: sent, response });
    });
    sent.on('error', reject);
    sent.end();
  });
}

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
