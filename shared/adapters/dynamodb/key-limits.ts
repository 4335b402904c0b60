import { canonicalDecimal } from '../../domain/row/decimal.ts';
import type { TableDefinition } from '../../domain/definition/headwater.ts';
import { own } from '../../domain/own.ts';
import type { ItemKey, KeyValue } from './item-key.ts';

/** DynamoDB Developer Guide, "Quotas and limits": a partition key has 1 to 2,048 bytes, a sort key 1 to 1,024. */
const MOST_BYTES = { 'partition key': 2_048, 'sort key': 1_024 } as const;
/** The same page: 38 digits, from 1E-130 to 9.99E+125. */
const MOST_DIGITS = 38;
const PLACES = { before: 126, behind: 130 } as const;

/** Why no item can have this key: DynamoDB refuses a request with it. @returns undefined when one can */
export function keyFault({ partitionKey, sortKey }: TableDefinition, key: ItemKey): string | undefined {
  const faults = (['partition key', 'sort key'] as const).map((which) => {
    const value = own(key, (which === 'sort key' ? sortKey?.name : partitionKey.name) ?? '');
    const fault = value && valueFault(value, MOST_BYTES[which]);
    return fault && `its ${which} ${fault}`;
  });
  return faults.find((fault) => fault !== undefined);
}

function valueFault(value: KeyValue, most: number): string | undefined {
  if ('N' in value) return isNumber(value.N) ? undefined : `is "${value.N}", which is no number that DynamoDB takes`;
  const bytes = 'S' in value ? Buffer.byteLength(value.S) : value.B.length;
  if (bytes === 0) return 'is empty';
  return bytes > most ? `has ${bytes} bytes, and DynamoDB takes ${most}` : undefined;
}

/** Spelled as an item's key is, and within DynamoDB's numbers. */
function isNumber(text: string): boolean {
  if (canonicalDecimal(text) !== text) return false;
  const [before = '', behind = ''] = text.replace('-', '').split('.');
  const digits = `${before}${behind}`.replace(/^0+/, '').replace(/0+$/, '');
  return (
    digits.length <= MOST_DIGITS && before.length <= PLACES.before && behind.length <= PLACES.behind + MOST_DIGITS - 1
  );
}
