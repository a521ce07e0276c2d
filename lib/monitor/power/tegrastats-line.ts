/** What a line of `tegrastats` says. */
export interface TegraLine {
  /** Watts by rail: `vdd_in`. Rails that are wired to nothing (`NC`) are left out. */
  readonly rails: ReadonlyMap<string, number>;
  /** Busy share of the GPU, 0 to 1. */
  readonly gpu: number | undefined;
}

/**
 * A rail: name, power now and on average, in milliwatts, with the unit since JetPack 5 (`VDD_IN 4935mW/4870mW`), without
 * before it (`POM_5V_IN 3042/3042`). Memory has a unit after the second number only (`RAM 1980/3964MB`).
 */
const RAIL = /(?:^|\s)([A-Z][A-Z0-9_]*) (\d+)(?:mW)?\/\d+(?:mW)?(?=\s|$)/g;
const GPU = /(?:^|\s)GR3D_FREQ (\d+)%/;

/** Reads a line; `undefined` when there is neither power nor a GPU in it. Order and number of the rails do not matter. */
export function parseTegraLine(line: string): TegraLine | undefined {
  const rails = new Map<string, number>();
  for (const [, name = '', milliwatts] of line.matchAll(RAIL)) {
    const id = name.toLowerCase().replaceAll(/_+/g, '_').replace(/_$/, '');
    if (id !== 'nc') rails.set(id, Number(milliwatts) / 1000);
  }
  const busy = GPU.exec(line)?.[1];
  const gpu = busy === undefined ? undefined : Math.min(Number(busy) / 100, 1);
  return rails.size === 0 && gpu === undefined ? undefined : { rails, gpu };
}

/** Rails that the whole module is supplied through. */
const INPUTS: ReadonlySet<string> = new Set(['vdd_in', 'pom_5v_in', 'vin']);

/** The rails whose sum is the module's power: its input where that is measured, else all of them. */
export function railsOfModule(rails: Iterable<string>): ReadonlySet<string> {
  const all = [...rails];
  const inputs = all.filter((rail) => INPUTS.has(rail));
  return new Set(inputs.length > 0 ? inputs.slice(0, 1) : all);
}
