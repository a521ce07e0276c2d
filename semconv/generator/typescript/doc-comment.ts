import { LINE_WIDTH } from './literal.js';

/** Breaks a text at spaces; a line break in the text stays. */
export function wrapText(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line !== '' && line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else {
        line = line === '' ? word : `${line} ${word}`;
      }
    }
    return [...lines, line];
  });
}

/**
 * Prints a documentation comment.
 *
 * @param paragraphs separated by an empty line each; empty ones are left out
 */
export function printDocComment(paragraphs: readonly string[]): string {
  const blocks = paragraphs.filter((paragraph) => paragraph !== '');
  // `*/` inside a text would end the comment.
  const safe = blocks.map((block) => block.replaceAll('*/', '*\\/'));
  const [first] = safe;
  if (safe.length === 1 && first !== undefined && !first.includes('\n') && first.length + 7 <= LINE_WIDTH) {
    return `/** ${first} */\n`;
  }
  const body = safe.map((block) =>
    wrapText(block, LINE_WIDTH - 3)
      .map((line) => ` * ${line}`.trimEnd())
      .join('\n'),
  );
  return `/**\n${body.join('\n *\n')}\n */\n`;
}
