import { flatten } from './flatten.js';

/** A titled list of names and values, as an app gave them: text, never markup. */
export function FactsList({ title, values }: { title: string; values: { readonly [key: string]: unknown } }) {
  const facts = flatten(values);
  // An empty heading would say that the app said nothing, where it only has nothing to say of this.
  if (facts.length === 0) return null;
  return (
    <section class="facts">
      <h3>{title}</h3>
      <dl>
        {facts.map(({ name, text }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
