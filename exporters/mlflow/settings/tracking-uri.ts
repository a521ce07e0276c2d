/** A tracking URI, its credentials apart. */
export interface TrackingUri {
  /** Without credentials and without a slash at the end. */
  readonly url: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

const EXPECTED = 'expected the http:// or https:// address of an MLflow tracking server';

/**
 * Reads an MLflow tracking URI. MLflow's own client also takes folders, databases and Databricks; those are no servers
 * that one could talk to over REST with a URL alone.
 *
 * @param source what gave it: `--mlflow-tracking-uri` or `MLFLOW_TRACKING_URI`
 * @throws Error naming the source, what was expected and what came, without any credentials
 */
export function parseTrackingUri(source: string, text: string): TrackingUri {
  const wrong = (what: string) => new Error(`${source}: ${EXPECTED}, got ${what}`);
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  if (text === 'databricks' || scheme === 'databricks' || scheme === 'databricks-uc') {
    throw wrong('Databricks, whose sign-in is not supported');
  }
  if (scheme === undefined) throw wrong(`the path ${JSON.stringify(text)}; ${serve(text)}`);
  if (scheme === 'file') throw wrong(`the folder ${JSON.stringify(text)}; ${serve(text)}`);
  // The rest of a database's URI may hold a password.
  if (scheme !== 'http' && scheme !== 'https') throw wrong(`a ${scheme}: URI${databaseAdvice(scheme)}`);
  if (!URL.canParse(text)) throw wrong('one that cannot be read');
  const url = new URL(text);
  if (url.search !== '' || url.hash !== '') throw wrong('one with a query or fragment');
  return {
    url: `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`,
    username: plain(url.username, wrong),
    password: plain(url.password, wrong),
  };
}

function serve(store: string): string {
  return `start one on it with: mlflow server --backend-store-uri ${JSON.stringify(store)}`;
}

function databaseAdvice(scheme: string): string {
  const database = /^(sqlite|mysql|postgresql|mssql)/.test(scheme);
  return database ? '; start a server on the database with: mlflow server --backend-store-uri' : '';
}

function plain(encoded: string, wrong: (what: string) => Error): string | undefined {
  if (encoded === '') return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw wrong('one whose user name or password is not percent-encoded');
  }
}
