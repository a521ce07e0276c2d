/** Characters that are gathered for one portion. */
const PORTION_LENGTH = 256 * 1024;

/**
 * A text as UTF-8, in portions of about {@link PORTION_LENGTH}, each made when it is asked for.
 *
 * @param content in pieces of any length, or as one text
 */
export function* portionsOf(content: string | Iterable<string>): Generator<Buffer, void> {
  let text = '';
  for (const piece of typeof content === 'string' ? [content] : content) {
    text += piece;
    if (text.length < PORTION_LENGTH) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}
