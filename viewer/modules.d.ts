/** What the bundler makes of files that are not TypeScript. */
declare module '*.css';

/** Address of a file that is laid beside the page, relative to it. */
declare module '*?url' {
  const address: string;
  // biome-ignore lint/style/noDefaultExport: the bundler gives the address as the default export
  export default address;
}
