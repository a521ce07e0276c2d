/** Longest part of a name. */
const MAX_PART = 100;
/** Deepest folder. */
const MAX_PARTS = 8;
/** Names that Windows reserves for devices, with any ending. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Gives every name from outside a path below a folder, each another one. */
export class FileNames {
  readonly #taken = new Set<string>();
  /** Where to go on looking for a free number: thousands of files may have one name. */
  readonly #next = new Map<string, number>();

  /** A relative path with `/`, in which nothing leads out of the folder and nothing is hidden. */
  pathFor(name: string): string {
    const parts = name.split(/[/\\]/).slice(-MAX_PARTS).map(plain);
    const path = parts.join('/');
    const key = path.toLowerCase();
    let free = path;
    for (let number = this.#next.get(key) ?? 2; this.#taken.has(free.toLowerCase()); number++) {
      free = path.replace(/(\.[^./]*)?$/, (ending) => `_${number}${ending}`);
      this.#next.set(key, number + 1);
    }
    // Some file systems take names of other case for the same.
    this.#taken.add(free.toLowerCase());
    return free;
  }
}

function plain(part: string): string {
  const text = part
    .slice(0, MAX_PART)
    .replaceAll(/[^\p{L}\p{N} ._=@+-]/gu, '_')
    .replace(/^\.+/, '_')
    .replace(/[. ]+$/, '_');
  return text === '' || DEVICE.test(text) ? `_${text}` : text;
}
