import type { IncomingHttpHeaders } from 'node:http';
import type { Encoding } from '../otlp/index.js';

/** Ways in which a body may be compressed. OTLP demands both and no other. */
export type Compression = 'identity' | 'gzip';

/** The two content types of OTLP/HTTP. Answers carry exactly these strings: a Collector compares them as a whole. */
export const CONTENT_TYPES: Readonly<Record<Encoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
};

/** @returns the encoding that the `Content-Type` names, `undefined` when OTLP does not know it */
export function readEncoding({ 'content-type': header = '' }: IncomingHttpHeaders): Encoding | undefined {
  const [type = '', ...parameters] = header.toLowerCase().split(';');
  const charset = parameters.map(readCharset).find((it) => it !== undefined);
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') {
    return undefined;
  }
  switch (type.trim()) {
    case CONTENT_TYPES.protobuf:
      return 'protobuf';
    case CONTENT_TYPES.json:
      return 'json';
    default:
      return undefined;
  }
}

/** No pattern with optional spaces on both sides: a sender without a token could make the search as long as it likes. */
function readCharset(parameter: string): string | undefined {
  const equals = parameter.indexOf('=');
  if (equals < 0 || parameter.slice(0, equals).trim() !== 'charset') return undefined;
  return parameter
    .slice(equals + 1)
    .replaceAll('"', '')
    .trim();
}

/** @returns how the body is compressed, `undefined` when it is in another way than OTLP knows */
export function readCompression({ 'content-encoding': header = '' }: IncomingHttpHeaders): Compression | undefined {
  switch (header.trim().toLowerCase()) {
    case '':
    case 'identity':
      return 'identity';
    case 'gzip':
      return 'gzip';
    default:
      return undefined;
  }
}
