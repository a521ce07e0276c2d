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

/** Whether the name of a free value says that secure aggregation must hide the value. */
export function isRevealing(name: string): boolean {
  return PARTS.test(name) || wordsOf(name).some((word) => WORDS.has(word));
}

/** `valAccTop1` and `val_acc.top1` have the words `val`, `acc` and `top1`. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}
