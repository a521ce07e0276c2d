/** Version of the package; `test/house` compares it with `package.json`. */
export const VERSION = '0.1.0';
