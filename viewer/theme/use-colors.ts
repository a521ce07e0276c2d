import { useEffect, useState } from 'preact/hooks';

/** Gives the value of a colour of the theme by its name: `s1` for `--s1`. */
export type ColorOf = (name: string) => string;

/** Colours for what is drawn on a canvas. The function is another one after the theme changed. */
export function useColors(): ColorOf {
  const [colors, setColors] = useState<ColorOf>(() => readColors());
  useEffect(() => {
    // Of the attribute that the theme is said by: also a change by other means than the switch is seen.
    const observer = new MutationObserver(() => setColors(() => readColors()));
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => observer.disconnect();
  }, []);
  return colors;
}

/** Reads each colour once: asking for a style is slow, and charts ask often. */
function readColors(): ColorOf {
  const style = getComputedStyle(document.documentElement);
  const known = new Map<string, string>();
  return (name) => {
    let value = known.get(name);
    if (value === undefined) {
      value = style.getPropertyValue(`--${name}`).trim();
      known.set(name, value);
    }
    return value;
  };
}
