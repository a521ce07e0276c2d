/** Folder of the built page, beside the compiled `exporters/`. */
export const VIEWER: URL = new URL('../../viewer/', import.meta.url);
