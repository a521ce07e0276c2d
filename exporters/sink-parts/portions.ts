import { Turns } from './in-turns.js';

/** Characters that are gathered for one portion. */
const PORTION_LENGTH = 256 * 1024;

/**
 * A text as UTF-8, in portions of about {@link PORTION_LENGTH}, each made when it is asked for. While it is made, others have
 * their turns.
 *
 * @param content in pieces of any length, or as one text. The first is asked for before the call for a portion returns
 */
export async function* portionsOf(content: string | Iterable<string>): AsyncGenerator<Buffer, void> {
  const turns = new Turns();
  let text = '';
  for (const piece of typeof content === 'string' ? [content] : content) {
    text += piece;
    let start = 0;
    while (text.length - start >= PORTION_LENGTH) {
      const end = wholeEnd(text, start + PORTION_LENGTH);
      yield Buffer.from(text.slice(start, end));
      start = end;
      if (turns.isOver) await turns.pass();
    }
    text = text.slice(start);
    if (turns.isOver) await turns.pass();
  }
  if (text !== '') yield Buffer.from(text);
}

/** The place, or the next one, so that no character of two code units is cut. */
function wholeEnd(text: string, end: number): number {
  const code = text.charCodeAt(end - 1);
  return code >= 0xd800 && code < 0xdc00 && end < text.length ? end + 1 : end;
}
