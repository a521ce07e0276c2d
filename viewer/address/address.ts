/** What a link says: which run, and what of it. Everything is optional; what is left out is the page's default. */
export interface Address {
  /** Stem of the run. A page that carries one run leaves it out. */
  readonly run?: string;
  /** Id of a view. */
  readonly view?: string;
  readonly round?: number;
  /** Id of a client. */
  readonly client?: string;
  /** Field that markers and curves of clients show. */
  readonly metric?: string;
  /** First and last round. */
  readonly range?: { readonly first: number; readonly last: number };
  /** Moment that is shown, epoch milliseconds. */
  readonly time?: number;
  /** Stems of the runs whose curves are compared. */
  readonly compare?: readonly string[];
}

/** Longest value that is taken from a link. */
const MAX_LENGTH = 2000;
/** Most runs that are compared. */
const MAX_COMPARED = 12;

/** Reads the part of a link after `#`. Whatever makes no sense is left out. */
export function readAddress(hash: string): Address {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const text = (name: string) => {
    const value = params.get(name);
    return value === null || value === '' || value.length > MAX_LENGTH ? undefined : value;
  };
  const whole = (value: string | undefined) =>
    value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
  // Fifteen digits are below 2^53: no number of a link is another one after it was read.
  const ends = /^(\d{1,15})-(\d{1,15})$/.exec(text('rounds') ?? '');
  const [first, last] = [whole(ends?.[1]), whole(ends?.[2])];
  const compare = params.getAll('compare').filter((stem) => stem !== '' && stem.length <= MAX_LENGTH);
  return withoutNothing({
    run: text('run'),
    view: text('view'),
    round: whole(text('round')),
    client: text('client'),
    metric: text('metric'),
    range: first === undefined || last === undefined || first > last ? undefined : { first, last },
    time: whole(text('t')),
    compare: compare.length === 0 ? undefined : compare.slice(0, MAX_COMPARED),
  });
}

/** Writes a link's part after `#`, always in the same order. Spaces and letters of any script stay readable in it. */
export function writeAddress({ run, view, round, client, metric, range, time, compare }: Address): string {
  const params = new URLSearchParams();
  const add = (name: string, value: string | number | undefined) => {
    if (value !== undefined) params.append(name, String(value));
  };
  add('run', run);
  add('view', view);
  add('round', round);
  add('client', client);
  add('metric', metric);
  if (range !== undefined) add('rounds', `${range.first}-${range.last}`);
  if (time !== undefined) add('t', Math.round(time));
  for (const stem of compare ?? []) add('compare', stem);
  return params.toString();
}

/** A field that is not there and one that is `undefined` are not the same to whoever compares addresses. */
function withoutNothing(address: { readonly [Key in keyof Address]: Address[Key] | undefined }): Address {
  return Object.fromEntries(Object.entries(address).filter(([, value]) => value !== undefined));
}
