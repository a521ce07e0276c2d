/** With FEDOTEL_TEST_SEED, properties too are tried with the same values every time. */
const seed = process.env.FEDOTEL_TEST_SEED;

if (seed !== undefined) {
  const { default: fc } = await import('fast-check');
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
}
