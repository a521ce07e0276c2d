/** How the artifacts of a run are reached. */
export type ArtifactPlace =
  /** Through the tracking server. */
  | {
      readonly kind: 'proxy';
      /** The run's folder below the proxy, percent-encoded, without slashes at its ends. */
      readonly folder: string;
    }
  /** Only with what the store itself asks for; the server may have it. */
  | { readonly kind: 'elsewhere'; readonly what: string };

/** Where the proxy is, below the tracking URI. */
export const PROXY = '/api/2.0/mlflow-artifacts/artifacts';

/**
 * Reads a run's `artifact_uri` (MLflow, `store/artifact/mlflow_artifacts_repo.py`). A proxy on another host counts as
 * elsewhere: our password is for this one.
 */
export function readArtifactUri(uri: string, trackingUri: string): ArtifactPlace {
  const [, scheme = '', authority = '', path = ''] = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/]*))?(.*)$/is.exec(uri) ?? [];
  if (scheme === 'mlflow-artifacts') {
    const ours = authority === '' || authority === new URL(trackingUri).host;
    return ours ? proxy(path) : { kind: 'elsewhere', what: `the artifact server ${authority}` };
  }
  if (uri.startsWith(`${trackingUri}${PROXY}/`)) return proxy(uri.slice(trackingUri.length + PROXY.length));
  // A letter alone is a drive of Windows.
  const onDisk = scheme.length < 2 || scheme === 'file';
  return { kind: 'elsewhere', what: onDisk ? 'a disk of the server' : `${scheme}://` };
}

function proxy(path: string): ArtifactPlace {
  return { kind: 'proxy', folder: encodePath(path.split('/').filter(Boolean)) };
}

/**
 * Percent-encodes a relative artifact name.
 *
 * @returns `undefined` for one that the server refuses: absolute, with `..`, `#`, `\` or control characters, too long
 */
export function encodeArtifactPath(path: string): string | undefined {
  const parts = path.split('/');
  const clean = parts.every((part) => part !== '' && part !== '.' && part !== '..' && Buffer.byteLength(part) <= 255);
  return clean && path.length <= 1000 && !/[\p{Cc}\p{Cs}\\#]/u.test(path) ? encodePath(parts) : undefined;
}

function encodePath(parts: readonly string[]): string {
  return parts.map(encodeURIComponent).join('/');
}
