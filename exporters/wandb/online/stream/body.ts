/** Lines of one file, each as the JSON text that stands in a post. */
export interface StreamChunk {
  /** Number of the first line. */
  readonly offset: number;
  readonly encoded: readonly string[];
}

/** What one post to the stream of a run says. */
export interface StreamPost {
  /** By name of the file; empty ones are left out. */
  readonly files: ReadonlyMap<string, StreamChunk>;
  /** Paths of files that are in storage now. */
  readonly uploaded: readonly string[];
  /** The run has ended; `undefined`: it goes on. */
  readonly exitCode: number | undefined;
}

/** Names of the files of a run's stream. */
export const STREAM_FILES = {
  history: 'wandb-history.jsonl',
  events: 'wandb-events.jsonl',
  summary: 'wandb-summary.json',
} as const;

/** Nothing but a sign of life: W&B takes a run for crashed that gives none. */
export const HEARTBEAT = '{}';

/** The JSON of a post. Lines are long, so that they are encoded once, when the post is cut to size. */
export function encodePost({ files, uploaded, exitCode }: StreamPost): string {
  const chunks = [...files]
    .filter(([, { encoded }]) => encoded.length > 0)
    .map(
      ([name, { offset, encoded }]) => `${JSON.stringify(name)}:{"offset":${offset},"content":[${encoded.join(',')}]}`,
    );
  const parts = [
    ...(chunks.length === 0 ? [] : [`"files":{${chunks.join(',')}}`]),
    ...(uploaded.length === 0 ? [] : [`"uploaded":${JSON.stringify(uploaded)}`]),
    ...(exitCode === undefined ? [] : [`"complete":true,"exitcode":${exitCode}`]),
  ];
  return `{${parts.join(',')}}`;
}
