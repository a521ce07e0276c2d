import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeJson } from '../journal/codec/encode.js';
import type { HistogramEvent, JournalEvent, JsonObject, TextEvent } from '../journal/events.js';
import type { RunDocument } from './run-documents.js';

/** Texts are put into so many files at most; those of further tags share the last one. */
const MAX_TEXT_FILES = 500;
/** Characters that wait in memory for the disk. */
const MAX_WAITING = 1024 * 1024;

/** A file that grows. */
interface Growing {
  readonly name: string;
  readonly path: string;
  /** What is not on the disk yet. */
  waiting: string[];
}

/**
 * Gathers what apps logged by step and that is no number: `histograms.jsonl`, one histogram a line with the fields of the
 * journal, and a text file for each tag with its texts in order of arrival.
 */
export class LoggedDocuments {
  readonly #folder: string;
  readonly #files = new Map<string, Growing>();
  readonly #names = new Set<string>();
  #waiting = 0;

  /** @param folder for the files */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Takes an event; what is no histogram and no text is passed over. @throws Error (system error) of the disk */
  async take(event: JournalEvent): Promise<void> {
    if (event.event_type === 'histogram') this.#add('histograms', 'histograms.jsonl', lineOf(event));
    else if (event.event_type === 'text') this.#addText(event);
    else return;
    if (this.#waiting > MAX_WAITING) await this.#write();
  }

  /** All files, whole. @throws Error (system error) of the disk */
  async finish(): Promise<RunDocument[]> {
    await this.#write();
    return [...this.#files.values()].map(({ name, path }) => ({ name, file: path }));
  }

  #addText(event: TextEvent): void {
    const { name, client_id: client } = event;
    const owner = client === undefined ? '' : `clients/${clean(client.replaceAll('/', '_'))}/`;
    const key = `text ${client?.length ?? ''} ${client ?? ''} ${name}`;
    const when = `${event.step} (${event.timestamp ?? 'no time'})`;
    if (this.#files.has(key) || this.#files.size < MAX_TEXT_FILES) {
      this.#add(key, `text/${owner}${clean(name)}.md`, `## step ${when}\n\n${event.text}\n\n`);
    } else {
      this.#add('others', 'text/others.md', `## ${owner}${name}, step ${when}\n\n${event.text}\n\n`);
    }
  }

  #add(key: string, name: string, content: string): void {
    let file = this.#files.get(key);
    if (file === undefined) {
      file = { name: this.#freeName(name), path: join(this.#folder, `logged-${this.#files.size}`), waiting: [] };
      this.#files.set(key, file);
    }
    file.waiting.push(content);
    this.#waiting += content.length;
  }

  /** Two tags may have one name once it is made legal. */
  #freeName(name: string): string {
    let free = name;
    for (let number = 2; this.#names.has(free); number++) free = name.replace(/(\.\w+)$/, `_${number}$1`);
    this.#names.add(free);
    return free;
  }

  async #write(): Promise<void> {
    for (const file of this.#files.values()) {
      if (file.waiting.length === 0) continue;
      let handle: FileHandle | undefined;
      try {
        handle = await open(file.path, 'a', 0o600);
        await handle.appendFile(file.waiting.join(''));
      } finally {
        await handle?.close();
      }
      file.waiting = [];
    }
    this.#waiting = 0;
  }
}

function lineOf({ event_type: _type, run_id: _run, ...fields }: HistogramEvent): string {
  return `${encodeJson(fields as unknown as JsonObject)}\n`;
}

function clean(part: string): string {
  const text = part
    .replaceAll(/[^\p{L}\p{N} ._/-]/gu, '_')
    .replaceAll(/\.\.+|\/\/+/g, '_')
    .replaceAll(/^[/.]+/g, '_');
  return text.slice(0, 150) || '_';
}
