import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { Sourced } from './option-reader.js';

/**
 * Combines headers, the strongest source first. Names are compared without case. An illegal header is refused here,
 * because the HTTP client would refuse it again at every export.
 *
 * @throws Error naming the source and the header
 */
export function resolveHeaders(given: readonly Sourced<Readonly<Record<string, string>>>[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { value, source } of [...given].reverse()) {
    for (const [name, text] of Object.entries(value)) {
      try {
        validateHeaderName(name);
        validateHeaderValue(name, text);
      } catch (error) {
        // The value may be a secret: only the name is said.
        const reason = error instanceof TypeError ? error.message : String(error);
        throw new Error(`fedotel: ${source} has an illegal HTTP header ${JSON.stringify(name)}: ${reason}.`);
      }
      headers[name.toLowerCase()] = text;
    }
  }
  return headers;
}
