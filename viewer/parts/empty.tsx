import type { ComponentChildren } from 'preact';

/** Said where there is nothing to show: what is missing, and what would make it appear. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <p class="empty">
      <strong>{title}</strong>
      {children}
    </p>
  );
}
