/** What a process used at one moment. */
export interface Sample {
  /** Resident memory, bytes. */
  readonly rss: number;
  /** Open file descriptors. */
  readonly descriptors: number;
}

/** How the second half of a load compares with the first. */
export interface Trend {
  readonly rss: { readonly before: number; readonly after: number };
  readonly descriptors: { readonly before: number; readonly after: number };
  /** What grows, in words; empty when nothing does. */
  readonly growing: readonly string[];
}

/** Growth from the second quarter to the last one that is no leak: garbage is collected when it is due. */
const GROWTH = 1.25;
/** Descriptors that come and go: connections, journals of the newest runs. */
const SPARE_DESCRIPTORS = 32;

/**
 * Whether memory and descriptors are flat. The first quarter is left out: a server fills its caches and compiles.
 *
 * @throws RangeError with fewer than eight samples
 */
export function trendOf(samples: readonly Sample[]): Trend {
  const quarter = Math.floor(samples.length / 4);
  if (quarter < 2) throw new RangeError(`${samples.length} samples say nothing about a trend`);
  const before = samples.slice(quarter, 2 * quarter);
  const after = samples.slice(-quarter);
  const most = (part: readonly Sample[], key: keyof Sample) => Math.max(...part.map((sample) => sample[key]));
  const rss = { before: most(before, 'rss'), after: most(after, 'rss') };
  const descriptors = { before: most(before, 'descriptors'), after: most(after, 'descriptors') };
  return {
    rss,
    descriptors,
    growing: [
      ...(rss.after > rss.before * GROWTH ? [`memory: ${megabytes(rss.before)}, then ${megabytes(rss.after)}`] : []),
      ...(descriptors.after > descriptors.before + SPARE_DESCRIPTORS
        ? [`descriptors: ${descriptors.before}, then ${descriptors.after}`]
        : []),
    ],
  };
}

/** Bytes as megabytes, for people. */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
