/**
 * Writes small databases in MaxMind's format 2.0 (https://maxmind.github.io/MaxMind-DB/), IPv4 with records of 24 bits:
 * a tree over the bits of addresses, 16 zero bytes, the entries, a marker, a map about the database.
 */
type Value = string | number | { readonly [key: string]: Value };

const MARKER = Buffer.from('abcdef4d61784d696e642e636f6d', 'hex');

/** A node of the tree: the nodes or entries that follow a 0 and a 1. */
type Node = [Child, Child];
type Child = Node | Buffer | undefined;

/** @param entries by network, such as `192.0.2.0/24` */
export function mmdb(entries: Readonly<Record<string, Value>>): Buffer {
  const root: Node = [undefined, undefined];
  for (const [network, entry] of Object.entries(entries)) insert(root, network, encode(entry));
  const nodes: Node[] = [root];
  for (const node of nodes) nodes.push(...node.filter((child) => Array.isArray(child)));
  const data: Buffer[] = [];
  let offset = 0;
  const record = (child: Child): number => {
    if (child === undefined) return nodes.length;
    if (Array.isArray(child)) return nodes.indexOf(child);
    data.push(child);
    offset += child.length;
    return nodes.length + 16 + offset - child.length;
  };
  const tree = Buffer.alloc(nodes.length * 6);
  for (const [index, [zero, one]] of nodes.entries()) {
    tree.writeUIntBE(record(zero), index * 6, 3);
    tree.writeUIntBE(record(one), index * 6 + 3, 3);
  }
  return Buffer.concat([tree, Buffer.alloc(16), ...data, MARKER, metadata(nodes.length)]);
}

function insert(root: Node, network: string, entry: Buffer): void {
  const [address = '', length = '32'] = network.split('/');
  const bits = address
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('')
    .slice(0, Number(length));
  let node = root;
  for (const bit of bits.slice(0, -1)) {
    const next = node[bit === '0' ? 0 : 1];
    const child: Node = Array.isArray(next) ? next : [undefined, undefined];
    node[bit === '0' ? 0 : 1] = child;
    node = child;
  }
  node[bits.at(-1) === '0' ? 0 : 1] = entry;
}

function metadata(nodeCount: number): Buffer {
  const fields: readonly (readonly [string, Buffer])[] = [
    ['node_count', unsigned(6, nodeCount)],
    ['record_size', unsigned(5, 24)],
    ['ip_version', unsigned(5, 4)],
    ['database_type', encode('Test-City')],
    ['languages', Buffer.from([0, 4])],
    ['binary_format_major_version', unsigned(5, 2)],
    ['binary_format_minor_version', unsigned(5, 0)],
    ['build_epoch', Buffer.concat([Buffer.from([4, 2]), Buffer.from([0, 0, 0, 1])])],
    ['description', encode({})],
  ];
  return Buffer.concat([head(7, fields.length), ...fields.flatMap(([key, value]) => [encode(key), value])]);
}

/** Texts, numbers as doubles, maps. */
function encode(value: Value): Buffer {
  if (typeof value === 'string') return Buffer.concat([head(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(value);
    return Buffer.concat([head(3, 8), bytes]);
  }
  const fields = Object.entries(value);
  return Buffer.concat([head(7, fields.length), ...fields.flatMap(([key, item]) => [encode(key), encode(item)])]);
}

function unsigned(type: 5 | 6, value: number): Buffer {
  const bytes = Buffer.alloc(type === 5 ? 2 : 4);
  bytes.writeUIntBE(value, 0, bytes.length);
  return Buffer.concat([head(type, bytes.length), bytes]);
}

function head(type: number, size: number): Buffer {
  return size < 29 ? Buffer.from([(type << 5) | size]) : Buffer.from([(type << 5) | 29, size - 29]);
}
