import { type ReadonlySignal, signal } from '@preact/signals';

/** Light or dark. */
export type Theme = 'light' | 'dark';

/** What the theme needs of the browser. */
export interface ThemeHost {
  /** What the system prefers now. */
  prefersDark(): boolean;
  /** Calls back when the system prefers something else. */
  onPreferenceChange(listener: () => void): void;
  /** What the reader chose before; nothing when that cannot be known. */
  remembered(): string | undefined;
  /** Keeps a choice for the next visit, where that is possible. */
  remember(theme: Theme): void;
  /** Makes the page look so. */
  apply(theme: Theme): void;
}

/** The page's theme and its switch. */
export interface ThemeSwitch {
  readonly theme: ReadonlySignal<Theme>;
  /** Takes the other one, from now on whatever the system prefers. */
  toggle(): void;
}

/** Creates the switch: the reader's choice, else what the system prefers, and with it when that changes. */
export function createThemeSwitch(host: ThemeHost): ThemeSwitch {
  const said = host.remembered();
  let chosen: Theme | undefined = said === 'light' || said === 'dark' ? said : undefined;
  const preferred = (): Theme => (host.prefersDark() ? 'dark' : 'light');
  const theme = signal<Theme>(chosen ?? preferred());
  const set = (next: Theme) => {
    host.apply(next);
    theme.value = next;
  };
  set(theme.peek());
  host.onPreferenceChange(() => set(chosen ?? preferred()));
  return {
    theme,
    toggle() {
      chosen = theme.peek() === 'dark' ? 'light' : 'dark';
      host.remember(chosen);
      set(chosen);
    },
  };
}
