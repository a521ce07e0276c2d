/** What a proof has seen: each a number with what it counts (`200 kills`), or a name with a text. */
export type ProofFigures = Readonly<Record<string, number | string>>;

/** What one run of a proof has left behind: a line of the file that `FEDOTEL_PROOFS_FILE` names. */
export interface RecordedProof {
  /** Title of the test. */
  readonly proof: string;
  /** What tells this one from others of the same title, such as where the bridge was. */
  readonly form?: string;
  readonly figures: ProofFigures;
}

/** A row of a table whose last cell is for figures, and the proof that it names. */
const ROW = /^(\|.*\[proof: ([^\]]+)\]\([^)]+\).*\|)([^|]*)\|$/gm;
/** Between what was seen in one form and in the next. */
const NEXT = '<br>';

/**
 * The page with what was seen in the last cell of the rows that name these proofs. Of each form the newest counts; forms
 * that were not seen now stay.
 *
 * @throws Error naming a proof that the page does not
 */
export function withProofFigures(page: string, recorded: readonly RecordedProof[]): string {
  const named = new Set([...page.matchAll(ROW)].map(([, , title]) => title));
  const unknown = recorded.find(({ proof }) => !named.has(proof));
  if (unknown !== undefined) throw new Error(`expected a row with the proof “${unknown.proof}”, found none`);
  return page.replaceAll(ROW, (_, row: string, title: string, cell: string) => {
    const forms = new Map(
      cell.split(NEXT).flatMap((text) => (text.trim() === '' ? [] : [[formOf(text), text.trim()]])),
    );
    for (const { proof, form = '', figures } of recorded) {
      if (proof !== title) continue;
      const seen = Object.entries(figures).map(([name, value]) => figure(name, value));
      forms.set(form, `${form === '' ? '' : `${form}: `}${seen.join('; ')}`);
    }
    return `${row} ${[...forms.values()].join(NEXT)} |`;
  });
}

/** Rows that name a proof and have no figure, by its title. */
export function proofsWithoutFigures(page: string): readonly string[] {
  return [...page.matchAll(ROW)].flatMap(([, , title = '', cell = '']) => (cell.trim() === '' ? [title] : []));
}

function formOf(text: string): string {
  return /^([^:;]+): /.exec(text.trim())?.[1] ?? '';
}

function figure(name: string, value: number | string): string {
  if (typeof value === 'string' || name === 'seed') return `${name} ${value}`;
  return `${value.toLocaleString('en')} ${name}`;
}
