import type { Figure } from './overview-facts.js';
import './overview.css';

/** Some numbers, large, each with its name above and what it is to be compared with below. */
export function FiguresList({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl class="figures">
      {figures.map(({ label, value, note }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <b>{value}</b> {note === undefined ? null : <span class="soft">{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
