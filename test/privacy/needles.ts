/**
 * The ways in which a text or a number can stand in the bytes of a request. What hides a value must hide all of them;
 * what shows it must show one.
 */
export type Needles = readonly Buffer[];

/** A text as UTF-8, UTF-16, hexadecimal digits, base64 at each of its three offsets, and percent-encoded. */
export function needlesOfText(text: string): Needles {
  const utf8 = Buffer.from(text, 'utf8');
  const hex = utf8.toString('hex');
  const percent = hex.replace(/../g, '%$&');
  const texts = [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    percent,
    percent.toUpperCase(),
    hex,
    hex.toUpperCase(),
    ...base64Forms(utf8),
  ];
  return [...new Set(texts)].map((form) => Buffer.from(form)).concat(Buffer.from(text, 'utf16le'));
}

/** A number as decimal text, IEEE 754 double, 64-bit integer and varint (protobuf). */
export function needlesOfNumber(value: number): Needles {
  const double = Buffer.alloc(8);
  double.writeDoubleLE(value);
  const forms: Buffer[] = [Buffer.from(String(value)), double];
  if (Number.isSafeInteger(value)) {
    const fixed = Buffer.alloc(8);
    fixed.writeBigInt64LE(BigInt(value));
    forms.push(fixed, varint(value));
  }
  return forms;
}

/** Whether any of the forms is in the bytes. */
export function isIn(bytes: Buffer, needles: Needles): boolean {
  return needles.some((needle) => bytes.includes(needle));
}

/** Base64 depends on what stands before: three offsets, each without the digits that neighbours share. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const inner = encoded.slice(offset === 0 ? 0 : offset + 1, -1);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}
