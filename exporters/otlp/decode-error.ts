/**
 * The bytes are no OTLP request. The message says what is wrong and where: a byte offset for protobuf, a field path for
 * JSON. A sender can do nothing but drop such a request, so the receiver answers 400.
 */
export class OtlpDecodeError extends Error {
  override readonly name = 'OtlpDecodeError';
}
