import { Buffer } from 'node:buffer';
import type { Asset } from './assets.js';

/** The page when it was not built: what it would show can be had as JSON all the same. */
export function noPage(): Asset {
  return {
    type: 'text/html; charset=utf-8',
    tag: '"no-page"',
    content: Buffer.from(
      plain('This build of fedotel has no page', [
        'It was built without viewer/. <a href="api/runs">The runs are here as JSON.</a>',
      ]),
    ),
    gzip: () => undefined,
  };
}

/** The page for a browser that has no valid token. */
export function refusedPage(): string {
  return plain('This page needs a token', [
    'Open the address that fedotel printed, with <code>?token=…</code> at its end, once in this browser.',
    'The token is what stands in the file that <code>--token-file</code> names.',
  ]);
}

/** @param paragraphs markup of ours: nothing that came from outside */
function plain(title: string, paragraphs: readonly string[]): string {
  const body = paragraphs.map((text) => `<p>${text}</p>`).join('\n');
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>fedotel</title></head>
<body>
<h1>${title}</h1>
${body}
</body>
</html>
`;
}
