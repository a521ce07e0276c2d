/** Longest part of a name. */
const MAX_PART = 100;
/** Deepest folder. */
const MAX_PARTS = 8;

/** Gives every name from outside a path below a folder, each another one. */
export class FileNames {
  readonly #taken = new Set<string>();

  /** A relative path with `/`, in which nothing leads out of the folder and nothing is hidden. */
  pathFor(name: string): string {
    const parts = name.split(/[/\\]/).slice(-MAX_PARTS).map(plain);
    const path = parts.join('/');
    let free = path;
    for (let number = 2; this.#taken.has(free.toLowerCase()); number++) {
      free = path.replace(/(\.[^./]*)?$/, (ending) => `_${number}${ending}`);
    }
    // Some file systems take names of other case for the same.
    this.#taken.add(free.toLowerCase());
    return free;
  }
}

function plain(part: string): string {
  const text = part
    .replaceAll(/[^\p{L}\p{N} ._=@+-]/gu, '_')
    .replace(/^\.+/, '_')
    .replace(/[. ]+$/, '_');
  return text.slice(0, MAX_PART) || '_';
}
