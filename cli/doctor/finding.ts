/** What came of one check. */
export interface Finding {
  /** What was tried: `destination mlflow`, `runs folder`. */
  readonly what: string;
  readonly ok: boolean;
  /** One line: what is there, or what is wrong. */
  readonly detail: string;
  /** How to mend it; only with what is wrong. */
  readonly mend?: string | undefined;
}

/** A finding that all is well. */
export function well(what: string, detail: string): Finding {
  return { what, ok: true, detail };
}

/** A finding that something is wrong. */
export function wrong(what: string, detail: string, mend: string): Finding {
  return { what, ok: false, detail, mend };
}
