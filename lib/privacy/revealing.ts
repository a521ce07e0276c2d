/** Parts of a name that say that its value tells about a client's data or model as losses, accuracies and norms do. */
const PARTS = /loss|accura|norm|grad|perplexity|entropy|likelihood/i;
/** Short words for such values. Whole words only: `acc` is one in `accTop1` and `val_acc`, not in `accelerator`. */
const WORDS = new Set([
  'acc',
  'auc',
  'auroc',
  'ce',
  'dice',
  'error',
  'err',
  'f1',
  'iou',
  'l1',
  'l2',
  'mae',
  'miou',
  'mse',
  'nll',
  'ppl',
  'precision',
  'recall',
  'rmse',
  'top1',
  'top5',
]);

/** Names whose verdict is remembered: the same few come with every update. */
const MAX_REMEMBERED = 1000;
/** Longest name that is remembered. */
const MAX_NAME = 256;

const verdicts = new Map<string, boolean>();

/** Whether the name of a free value says that secure aggregation must hide the value. */
export function isRevealing(name: string): boolean {
  const known = verdicts.get(name);
  if (known !== undefined) {
    return known;
  }
  const verdict = PARTS.test(name) || wordsOf(name).some((word) => WORDS.has(word));
  if (verdicts.size >= MAX_REMEMBERED) {
    verdicts.clear();
  }
  if (name.length <= MAX_NAME) {
    verdicts.set(name, verdict);
  }
  return verdict;
}

/** `valAccTop1` and `val_acc.top1` have the words `val`, `acc` and `top1`. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}
