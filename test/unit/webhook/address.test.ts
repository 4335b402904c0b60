/** Which addresses are public: a property against Node's own list of blocks, which parses addresses in its own way. */
import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAddress, isPublicAddress } from '../../../shared/domain/webhook/address.ts';

const FOUR = [
  '0/8',
  '10/8',
  '100.64/10',
  '127/8',
  '169.254/16',
  '172.16/12',
  '192.0.0/24',
  '192.0.2/24',
  '192.88.99/24',
]
  .concat(['192.168/16', '198.18/15', '198.51.100/24', '203.0.113/24', '224/4', '240/4'])
  .map((text) => text.split('/') as [string, string])
  .map(([start, size]) => [[...start.split('.'), '0', '0', '0'].slice(0, 4).join('.'), Number(size)] as const);
const SIX = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

const blocked = new BlockList();
for (const [start, size] of FOUR) blocked.addSubnet(start, size, 'ipv4');
for (const [start, size] of SIX) blocked.addSubnet(start, size, 'ipv6');
const unicast = new BlockList();
unicast.addSubnet('2000::', 3, 'ipv6');

/** Near a border of a block as often as anywhere. */
const four = fc
  .oneof(
    fc
      .tuple(fc.constantFrom(...FOUR), fc.integer({ min: -2, max: 2 }))
      .map(([[start, size], step]) => {
        const first = start.split('.').reduce((bits, byte) => bits * 256 + Number(byte), 0);
        return [first + step, first + 2 ** (32 - size) + step];
      })
      .chain((near) => fc.constantFrom(...near)),
    fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  )
  .map((bits) => (bits + 2 ** 32) % 2 ** 32)
  .map((bits) => [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join('.'));

test('of IPv4 what stands in no special block is public', () => {
  fc.assert(
    fc.property(four, (address) => {
      expect(isPublicAddress(address)).toBe(!blocked.check(address, 'ipv4'));
    }),
    {
      numRuns: 2_000,
    },
  );
});

test('an IPv6 address that stands for an IPv4 one is as public as that', () => {
  const hex = (address: string) =>
    address
      .split('.')
      .map((byte) => Number(byte).toString(16).padStart(2, '0'))
      .join('')
      .replace(/(....)/, '$1:');
  fc.assert(
    fc.property(four, fc.constantFrom('::ffff:', '64:ff9b::', '0:0:0:0:0:FFFF:'), (address, prefix) => {
      expect(isPublicAddress(`${prefix}${address}`)).toBe(isPublicAddress(address));
      expect(isPublicAddress(`${prefix}${hex(address)}`)).toBe(isPublicAddress(address));
    }),
  );
});

test('of other IPv6 only global unicast is public, less its special blocks', () => {
  const head = fc.oneof(
    fc.constantFrom(
      '2001',
      '2002',
      '2003',
      '2000',
      '3fff',
      '3ffe',
      '4000',
      '1fff',
      'fe80',
      'fc00',
      'fd00',
      'ff02',
      '64',
    ),
    fc.integer({ min: 0, max: 0xffff }).map((group) => group.toString(16)),
  );
  const group = fc.oneof(
    fc.constantFrom('0', 'db8', '1ff', '200', '1'),
    fc.integer({ min: 0, max: 0xffff }).map((one) => one.toString(16)),
  );
  fc.assert(
    fc.property(head, fc.array(group, { minLength: 7, maxLength: 7 }), (first, rest) => {
      const address = [first, ...rest].join(':');
      // Of NAT64 the property above tells.
      fc.pre(!(first === '64' && rest[0] === 'ff9b'));
      expect(isPublicAddress(address)).toBe(unicast.check(address, 'ipv6') && !blocked.check(address, 'ipv6'));
    }),
    { numRuns: 2_000 },
  );
});

test('whatever else is written for an address is none, and not public', () => {
  const almost = fc.oneof(
    fc.string(),
    fc.stringMatching(/^[0-9a-f:.%]{1,40}$/),
    fc.constantFrom('127.1', '0x7f.0.0.1', '017700000001', '2130706433', '1.2.3.4.5', '256.1.1.1', 'fe80::1%eth0'),
    fc.constantFrom('2003::1%lo', ':::', '1::2::3', '2003:1', '::ffff:1.2.3', '[2003::1]', ' 8.8.8.8', '8.8.8.8 '),
  );
  fc.assert(
    fc.property(almost, (text) => {
      if (isAddress(text)) expect(isIP(text)).not.toBe(0);
      if (isPublicAddress(text)) expect(isIP(text)).not.toBe(0);
    }),
    { numRuns: 3_000 },
  );
});

test.each(['169.254.169.254', '::ffff:169.254.169.254', '::ffff:a9fe:a9fe', 'fd00:ec2::254', '::1', '::', '127.0.0.1'])(
  'what gives away credentials or leads back is not public: %s',
  (address) => {
    expect(isPublicAddress(address)).toBe(false);
  },
);

test.each(['8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '2a00:1450:4001:830::200e'])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});
