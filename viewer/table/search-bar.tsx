import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

/** The bar above a table: a box to search in, then whatever else narrows the rows. */
export function SearchBar(props: {
  /** What is searched, for those who hear the page. */
  readonly label: string;
  readonly placeholder: string;
  readonly query: Signal<string>;
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
  readonly names: readonly Name[];
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
