/** A point as the fake keeps it. */
export interface FakePoint {
  readonly key: string;
  /** Infinities clamped, NaN as it is. */
  readonly value: number;
  readonly step: number;
  readonly timestamp: number;
}

/** A run as the fake keeps it. */
export interface FakeRun {
  readonly runId: string;
  readonly experimentId: string;
  name: string;
  status: string;
  readonly startTime: number;
  endTime: number | undefined;
  deleted: boolean;
  /** By key, then by the rest of the primary key. */
  readonly points: Map<string, Map<string, FakePoint>>;
  readonly latest: Map<string, FakePoint>;
  readonly params: Map<string, string>;
  readonly tags: Map<string, string>;
}

/** An experiment as the fake keeps it. */
export interface FakeExperiment {
  readonly experimentId: string;
  readonly name: string;
  deleted: boolean;
}

/** An error as MLflow answers it: JSON with an `error_code`. */
export class FakeRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** What cannot be digested: an HTML page with status 500. */
export class FakeCrash extends Error {}

/** Refusal of a parameter's value. */
export function invalidParameter(message: string): FakeRefusal {
  return new FakeRefusal(400, 'INVALID_PARAMETER_VALUE', message);
}

/** An object of a request. @throws FakeCrash as the server does, which calls methods of what is none */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new FakeCrash('no object');
  return value as Readonly<Record<string, unknown>>;
}
