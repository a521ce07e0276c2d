/** A file that was fetched whole. */
export interface Fetched {
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of the content, in hexadecimal digits. */
  readonly sha256: string;
}

/** A file that the run registered and that can be fetched. */
export interface RemoteFile {
  readonly id: string;
  /** Name among the run's files, with `/`; from outside, and no path yet. */
  readonly name: string;
}

/** A registered file that cannot be fetched, and why. */
export interface MissingFile {
  readonly name: string;
  readonly reason: string;
}

/** Where a run is pulled from. */
export interface PullSource {
  /** For messages: a folder or an address. */
  readonly place: string;
  /** Fetches the run file. @throws CommandError when it is not to be had whole */
  journal(to: string): Promise<Fetched>;
  /** What the run registered. @throws CommandError when that is not to be had */
  files(): Promise<{ readonly files: readonly RemoteFile[]; readonly missing: readonly MissingFile[] }>;
  /** Fetches a registered file. @throws CommandError when it is not to be had whole */
  file(file: RemoteFile, to: string): Promise<Fetched>;
}
