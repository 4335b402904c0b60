/**
 * Which IP addresses are public, by IANA's registries of special-purpose addresses (RFC 6890 and its successors). What is
 * not known to be public is not: a new form of an address is refused, not let through.
 */

/** Of IPv4, everything but these. */
const NOT_PUBLIC_4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carriers' own
  '127.0.0.0/8', // this machine
  '169.254.0.0/16', // link-local; 169.254.169.254 gives away credentials
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocols
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // relays of 6to4
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
].map((text) => prefixOf(text, 32));

/** Of IPv6, global unicast... */
const PUBLIC_6 = prefixOf('2000::/3', 128);
/** ...but these in it. */
const NOT_PUBLIC_6 = [
  '2001::/23', // protocols, Teredo
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4: any IPv4 address may hide in it
  '3fff::/20', // documentation
].map((text) => prefixOf(text, 128));
/** Addresses that stand for the IPv4 address in their last 32 bits: mapped ones, and those of NAT64. */
const STANDS_FOR_4 = ['::ffff:0:0/96', '64:ff9b::/96'].map((text) => prefixOf(text, 128));

/** Whether a text is an IP address, in a form that URLs and resolvers write. */
export function isAddress(text: string): boolean {
  return bits4(text) !== undefined || bits6(text) !== undefined;
}

/** Whether an address may be reached from anywhere: no private network, no machine's own, no metadata service. */
export function isPublicAddress(text: string): boolean {
  const four = bits4(text);
  if (four !== undefined) return isPublic4(four);
  const six = bits6(text);
  if (six === undefined) return false;
  if (STANDS_FOR_4.some((prefix) => isWithin(six, prefix))) return isPublic4(six & 0xffff_ffffn);
  return isWithin(six, PUBLIC_6) && !NOT_PUBLIC_6.some((prefix) => isWithin(six, prefix));
}

function isPublic4(address: bigint): boolean {
  return !NOT_PUBLIC_4.some((prefix) => isWithin(address, prefix));
}

interface Prefix {
  readonly bits: bigint;
  /** Bits behind the prefix. */
  readonly rest: bigint;
}

function prefixOf(text: string, length: 32 | 128): Prefix {
  const [address = '', size] = text.split('/');
  const rest = BigInt(length - Number(size));
  return { bits: ((length === 32 ? bits4(address) : bits6(address)) ?? 0n) >> rest, rest };
}

function isWithin(address: bigint, { bits, rest }: Prefix): boolean {
  return address >> rest === bits;
}

function bits4(text: string): bigint | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined;
  const bytes = text.split('.').map(Number);
  return bytes.every((byte) => byte <= 255) ? joined(bytes, 8n) : undefined;
}

/** Without a zone: one names a link of this machine. */
function bits6(text: string): bigint | undefined {
  const [head = '', tail, ...more] = text.split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  if (!before || !after || more.length > 0 || !text.includes(':')) return undefined;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  return joined([...before, ...Array<number>(missing).fill(0), ...after], 16n);
}

/** `fe80:1` as numbers of 16 bits; an IPv4 address at its end makes two. */
function groupsOf(text: string): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':').flatMap((group, index, all): (number | undefined)[] => {
    const four = index === all.length - 1 ? bits4(group) : undefined;
    if (four !== undefined) return [Number(four >> 16n), Number(four & 0xffffn)];
    return [/^[0-9a-f]{1,4}$/i.test(group) ? parseInt(group, 16) : undefined];
  });
  return groups.every((group) => group !== undefined) ? groups : undefined;
}

function joined(parts: readonly number[], size: bigint): bigint {
  return parts.reduce((bits, part) => (bits << size) | BigInt(part), 0n);
}
