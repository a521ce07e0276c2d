import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PageState } from './page-state.js';

/** The page's state for parts that are deep inside of it: links, other runs. */
export const PageContext = createContext<PageState | undefined>(undefined);

/** The page that a component is part of. @throws Error outside of a page */
export function usePage(): PageState {
  const page = useContext(PageContext);
  if (page === undefined) throw new Error('usePage: the component is not inside of a page');
  return page;
}
