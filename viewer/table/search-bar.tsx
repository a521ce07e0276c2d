import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

/** The bar above a table: a box to search in, then whatever else narrows the rows. */
export function SearchBar(props: {
  /** What is searched, for those who hear the page. */
  readonly label: string;
  /** What can be searched for; gone as soon as something is typed, and so no label. */
  readonly placeholder: string;
  /** What was typed, written with every key. */
  readonly query: Signal<string>;
  /** Further ways to narrow the rows, then how many are left of them. */
  readonly children: ComponentChildren;
}) {
  const { label, placeholder, query, children } = props;
  return (
    <div class="toolbar">
      <input
        type="search"
        class="grow"
        aria-label={label}
        placeholder={placeholder}
        value={query.value}
        onInput={(event) => {
          query.value = event.currentTarget.value;
        }}
      />
      {children}
    </div>
  );
}

/** One of several words, or all of them. */
export function Choice<Name extends string>(props: {
  readonly label: string;
  /** In the order in which they are offered; `all` comes before them. */
  readonly names: readonly Name[];
  /** `undefined`: all of them. */
  readonly chosen: Signal<Name | undefined>;
  /** What a name is called. */
  readonly wordOf: (name: Name) => string;
}) {
  const { label, names, chosen, wordOf } = props;
  return (
    <label>
      {label}
      <select
        value={chosen.value ?? ''}
        onChange={(event) => {
          chosen.value = names.find((name) => name === event.currentTarget.value);
        }}
      >
        <option value="">all</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {wordOf(name)}
          </option>
        ))}
      </select>
    </label>
  );
}
