import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Json } from '../../domain/row/json.ts';
import type { StoredItem } from '../../ports/item-writer.ts';

/** The reverse of `storedItem`: as the SDK takes it, bytes as bytes. */
export function itemOfStored(item: StoredItem): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, valueOf(value as StoredValue)]));
}

interface StoredValue {
  readonly [type: string]: Json;
}

function valueOf(value: StoredValue): AttributeValue {
  const [[type, inner] = ['NULL', true]] = Object.entries(value);
  switch (type) {
    case 'B':
      return { B: bytesOf(inner as string) };
    case 'BS':
      return { BS: (inner as readonly string[]).map(bytesOf) };
    case 'L':
      return { L: (inner as readonly StoredValue[]).map(valueOf) };
    case 'M':
      return { M: itemOfStored(inner as StoredItem) };
    default:
      // Text, numbers, truth, NULL and their sets are the same in both notations.
      return value as unknown as AttributeValue;
  }
}

function bytesOf(base64: string): Uint8Array {
  return Buffer.from(base64, 'base64');
}
