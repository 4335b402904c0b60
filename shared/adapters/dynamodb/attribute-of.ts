/** The reverse of row-of-item.ts for one value: what an item holds for what a row has, or for what somebody writes for it. */
import { canonicalDecimal } from '../../domain/row/decimal.ts';
import { attributeOf } from '../../domain/definition/attributes.ts';
import type { FieldTraits } from '../../domain/definition/field.ts';
import { didYouMean } from '../../domain/definition/did-you-mean.ts';
import { own } from '../../domain/own.ts';
import type { RowFault } from '../../domain/row/row-faults.ts';
import {
  isWrittenList,
  isWrittenObject,
  numberOf,
  type Written,
  type WrittenObject,
} from '../../domain/row/written.ts';
import { writtenTime } from '../../domain/time/written-time.ts';
import type { AttributeValue, Item } from './attribute-value.ts';

/** Told what would be lost, or read as something else. What does not fit its kind is written plainly, for the row's check to refuse. */
export type OnFault = (fault: RowFault) => void;

/** The names by which an item may write a place (geo-point-of.ts). */
const OF_A_PLACE = ['lat', 'lon', 'latitude', 'longitude', 'type', 'coordinates'];

/** @param at JSON pointer to the value */
export function attributeFor(traits: FieldTraits, written: Written, at: string, onFault: OnFault): AttributeValue {
  if (written === null) return { NULL: true };
  switch (traits.kind) {
    case 'decimal': {
      const exact = typeof written === 'string' ? canonicalDecimal(written) : undefined;
      return exact === undefined ? plainAttribute(written) : { N: exact };
    }
    case 'time':
      return timeAttribute(traits, written);
    case 'binary':
      return binaryAttribute(written, at, onFault);
    case 'list':
      return listAttribute(traits, written, at, onFault);
    case 'object':
      return objectAttribute(traits, written, at, onFault);
    case 'geo-point':
      if (isWrittenObject(written)) refuseUndeclared(written, OF_A_PLACE, at, onFault);
      return plainAttribute(written);
    case 'text':
    case 'integer':
    case 'double':
    case 'boolean':
    case 'json':
    case 'map':
    case 'rest':
      return plainAttribute(written);
  }
}

/** Any JSON, each value as the type that DynamoDB has for it. */
export function plainAttribute(written: Written): AttributeValue {
  if (written === null) return { NULL: true };
  if (typeof written === 'string') return { S: written };
  if (typeof written === 'boolean') return { BOOL: written };
  if (isWrittenList(written)) return { L: written.map(plainAttribute) };
  if (!isWrittenObject(written)) return { N: numberOf(written) ?? '' };
  return { M: mapOf(written, (value) => plainAttribute(value)) };
}

/** Refuses names that no field has: whoever reads the item would not see their values. */
export function refuseUndeclared(written: WrittenObject, known: readonly string[], at: string, onFault: OnFault): void {
  for (const name of Object.keys(written)) {
    if (known.includes(name)) continue;
    onFault({ field: pointer(at, name), problem: `is not declared.${didYouMean(name, known)}` });
  }
}

/** RFC 6901: `~` and `/` in a name are written `~0` and `~1`. */
export function pointer(parent: string, name: string): string {
  return `${parent}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function timeAttribute({ time, coerce }: FieldTraits, written: Written): AttributeValue {
  if (typeof written !== 'string' || !time) return plainAttribute(written);
  if (time.form === 'epoch' && coerce && canonicalDecimal(written) !== undefined) return { S: written };
  return writtenTime(time, written) ?? { S: written };
}

function binaryAttribute(written: Written, at: string, onFault: OnFault): AttributeValue {
  const bytes = typeof written === 'string' ? Buffer.from(written, 'base64') : undefined;
  if (bytes?.toString('base64') === written) return { B: bytes };
  onFault({ field: at, problem: 'must be bytes in base64 (RFC 4648, section 4, with its padding)' });
  return plainAttribute(written);
}

function listAttribute({ element }: FieldTraits, written: Written, at: string, onFault: OnFault): AttributeValue {
  if (!isWrittenList(written) || !element) return plainAttribute(written);
  return { L: written.map((one, index) => attributeFor(element, one, `${at}/${index}`, onFault)) };
}

function objectAttribute({ fields }: FieldTraits, written: Written, at: string, onFault: OnFault): AttributeValue {
  if (!isWrittenObject(written) || !fields) return plainAttribute(written);
  refuseUndeclared(written, Object.keys(fields), at, onFault);
  const attributes = Object.entries(fields).flatMap(([name, traits]): [string, AttributeValue][] => {
    const value = own(written, name);
    return value === undefined
      ? []
      : [[attributeOf(name, traits), attributeFor(traits, value, pointer(at, name), onFault)]];
  });
  return { M: Object.fromEntries(attributes) };
}

function mapOf(written: WrittenObject, each: (value: Written) => AttributeValue): Item {
  return Object.fromEntries(
    Object.entries(written).flatMap(([name, value]) => (value === undefined ? [] : [[name, each(value)]])),
  );
}
