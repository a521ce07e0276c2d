import { parseRow } from './row.js';
import type { FakeRun } from './run.js';
import { FakeRefusal, type FakeStore } from './store.js';

const STREAMS: ReadonlySet<string> = new Set([
  'wandb-history.jsonl',
  'wandb-events.jsonl',
  'wandb-summary.json',
  'output.log',
]);
const FIELDS: ReadonlySet<string> = new Set(['files', 'uploaded', 'preempting', 'complete', 'exitcode', 'dropped']);
const MAX_LINE_BYTES = 10 * 1_048_576;

/** Carries out a post to the stream of a run. @throws FakeRefusal 400 for what the real server has no place for */
export function streamTo(store: FakeStore, run: FakeRun, body: unknown): object {
  if (typeof body !== 'object' || body === null) throw new FakeRefusal(400, 'expected an object');
  const post = body as Readonly<Record<string, unknown>>;
  const odd = Object.keys(post).find((key) => !FIELDS.has(key));
  if (odd !== undefined) throw new FakeRefusal(400, `unknown field ${odd}`);
  for (const [name, chunk] of Object.entries(post.files ?? {})) write(store, run, name, chunk);
  for (const path of (post.uploaded as string[] | undefined) ?? []) {
    if (!run.files.has(path)) store.problems.push(`${path} is said to be uploaded, and is not there`);
    run.uploaded.add(path);
  }
  if (post.complete === true) {
    run.complete = true;
    run.completions += 1;
    if (typeof post.exitcode !== 'number') throw new FakeRefusal(400, 'expected an exitcode');
    run.exitCode = post.exitcode;
  } else if (post.files !== undefined) {
    run.complete = false;
  }
  run.posts += 1;
  return { exitcode: null, limits: {}, ...(run.stopped ? { stopped: true } : {}) };
}

function write(store: FakeStore, run: FakeRun, name: string, chunk: unknown): void {
  const { offset, content } = chunk as { readonly offset?: unknown; readonly content?: unknown };
  if (!STREAMS.has(name)) throw new FakeRefusal(400, `unknown file ${name}`);
  if (!Number.isSafeInteger(offset) || !Array.isArray(content) || content.some((line) => typeof line !== 'string')) {
    throw new FakeRefusal(400, `${name}: expected an offset and lines`);
  }
  const lines = content as string[];
  for (const line of lines) {
    if (Buffer.byteLength(line) > MAX_LINE_BYTES) throw new FakeRefusal(400, `${name}: a line over 10 MiB`);
  }
  if (name === 'wandb-summary.json' && (offset !== 0 || lines.length !== 1)) {
    throw new FakeRefusal(400, 'the summary is one line at offset 0');
  }
  if (name !== 'output.log') checkRows(store, name, Number(offset), lines);
  run.stream(name).write(Number(offset), lines);
}

/** Steps have to rise with lines: the page draws them as they come. */
function checkRows(store: FakeStore, name: string, offset: number, lines: readonly string[]): void {
  let last = Number.NEGATIVE_INFINITY;
  lines.forEach((line, index) => {
    let row: Record<string, unknown>;
    try {
      row = parseRow(line);
    } catch {
      throw new FakeRefusal(400, `${name}: line ${offset + index} is no JSON object`);
    }
    if (name !== 'wandb-history.jsonl') return;
    if (typeof row._step !== 'number' || row._step <= last)
      store.problems.push(`line ${offset + index}: _step ${row._step}`);
    last = Number(row._step);
  });
}
