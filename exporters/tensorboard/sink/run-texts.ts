import { encodeJson } from '../../journal/codec/encode.js';
import type { JsonObject, JsonValue } from '../../journal/events.js';
import type { DescribeOutput } from '../../projection/index.js';

/** A text that is to be written. */
export interface RunText {
  readonly tag: string;
  /** How often the tag had another text before. */
  readonly step: number;
  readonly text: string;
}

/** Texts that say what a run is, each written again only when it has changed. */
export class RunTexts {
  readonly #told = new Map<string, { step: number; text: string }>();

  /** The texts that are new in a description of the run. */
  *describe(output: DescribeOutput): Generator<RunText> {
    const { runId, job, algorithm, plannedRounds, mode, system, parentRunId, config, params, tags, text, server } =
      output;
    const facts = { run: runId, job, algorithm, planned_rounds: plannedRounds, mode, system, parent_run: parentRunId };
    yield* this.tell('run/description', inJson(withoutGaps(facts)));
    for (const [name, values] of Object.entries({ config, params, tags, server })) {
      if (Object.keys(values).length > 0) yield* this.tell(`run/${name}`, inJson(values));
    }
    for (const [name, value] of Object.entries(text)) {
      yield* this.tell(`text/${name}`, typeof value === 'string' ? value : inJson(value));
    }
  }

  /** The text under a tag, unless it stands there already. */
  *tell(tag: string, text: string): Generator<RunText> {
    const told = this.#told.get(tag);
    if (told?.text === text) return;
    const step = told === undefined ? 0 : told.step + 1;
    this.#told.set(tag, { step, text });
    yield { tag, step, text };
  }
}

/** TensorBoard renders Markdown, which leaves a fenced block as it is. */
function inJson(value: JsonValue): string {
  return `\`\`\`json\n${encodeJson(value)}\n\`\`\``;
}

function withoutGaps(facts: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const known: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(facts)) if (value !== undefined) known[name] = value;
  return known;
}
