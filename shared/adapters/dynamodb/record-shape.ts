/**
 * What a stream record must look like. DynamoDB writes no others; whatever else comes must not take the records beside it along.
 * So every part that is used later is checked here first.
 */
import { DEEPEST, isObject } from '../../domain/change/delivered-shape.ts';
import { own } from '../../domain/own.ts';
import { GENERATION_LABEL } from '../../domain/change/position.ts';
import type { StreamRecord } from './stream-record.ts';

/** DynamoDB's have 32 characters. What consumers take is longer by a suffix. */
const EVENT_ID_LENGTH = 200;
/** An ARN is far shorter (naming rules of DynamoDB). */
const MOST_TEXT = 2_048;
/** The last second of the year 9999: later ones have no RFC 3339 form. */
const LAST_SECOND = 253_402_300_799;
/** DynamoDB nests 32 levels. A change and its row stand around them, and consumers take no deeper ones. */
const MOST_LEVELS = DEEPEST - 2;
/** 38 digits and an exponent up to 125 (developer guide): whatever is far beyond is no number of DynamoDB's. */
const NUMBER = /^[+-]?(\d{1,200}(\.\d{0,200})?|\.\d{1,200})([eE][+-]?\d{1,4})?$/;

type Unread = Readonly<Record<string, unknown>>;

/** What of a record is of its type: what a letter about the rest may show. */
export function readableParts(record: unknown): StreamRecord {
  if (!isObject(record)) return {};
  const { eventID, eventName, eventSourceARN } = record;
  const dynamodb = isObject(record.dynamodb) ? record.dynamodb : {};
  const { ApproximateCreationDateTime: at, SequenceNumber } = dynamodb;
  const text = (value: unknown): string | undefined =>
    typeof value === 'string' && value.length <= MOST_TEXT ? value : undefined;
  const images = ['Keys', 'NewImage', 'OldImage'].filter(
    (name) => own(dynamodb, name) !== undefined && itemProblem(own(dynamodb, name), 0) === undefined,
  );
  return {
    eventID: text(eventID),
    eventName: text(eventName),
    eventSourceARN: text(eventSourceARN),
    dynamodb: {
      ApproximateCreationDateTime: typeof at === 'number' ? at : undefined,
      SequenceNumber: text(SequenceNumber),
      ...Object.fromEntries(images.map((name) => [name, own(dynamodb, name)])),
    },
  };
}

/** @returns why it is no stream record that can be read; undefined when it is one */
export function recordProblem(record: unknown): string | undefined {
  if (!isObject(record)) return 'it is no object';
  const { eventID, dynamodb } = record;
  if (eventID === undefined || !isObject(dynamodb)) return 'no eventID or no dynamodb part';
  if (typeof eventID !== 'string' || eventID === '' || eventID.length > EVENT_ID_LENGTH)
    return `eventID is not text of 1 to ${EVENT_ID_LENGTH} characters`;
  return streamProblem(record) ?? momentProblem(dynamodb) ?? imagesProblem(record, dynamodb);
}

function streamProblem({ eventSourceARN }: Unread): string | undefined {
  const [, label, ...more] = typeof eventSourceARN === 'string' ? eventSourceARN.split('/stream/') : [];
  const fine = label !== undefined && more.length === 0 && GENERATION_LABEL.test(label);
  return fine ? undefined : 'eventSourceARN is no stream';
}

function momentProblem({ SequenceNumber, ApproximateCreationDateTime: at }: Unread): string | undefined {
  if (typeof SequenceNumber !== 'string' || !/^\d{1,40}$/.test(SequenceNumber))
    return 'SequenceNumber is not 1 to 40 digits';
  if (at === undefined) return 'no ApproximateCreationDateTime';
  return typeof at === 'number' && at >= 0 && at <= LAST_SECOND
    ? undefined
    : 'ApproximateCreationDateTime is no number of seconds';
}

function imagesProblem({ eventName }: Unread, dynamodb: Unread): string | undefined {
  const { NewImage, OldImage } = dynamodb;
  if (NewImage === undefined && OldImage === undefined) return 'neither NewImage nor OldImage';
  // By its images alone an update without its new image would be a deletion.
  if (eventName !== undefined) {
    if (eventName !== 'INSERT' && eventName !== 'MODIFY' && eventName !== 'REMOVE')
      return 'eventName is not INSERT, MODIFY or REMOVE';
    if (eventName !== 'REMOVE' && NewImage === undefined) return `a record ${eventName} has no NewImage`;
  }
  for (const name of ['Keys', 'NewImage', 'OldImage']) {
    const problem = own(dynamodb, name) === undefined ? undefined : itemProblem(own(dynamodb, name), 0);
    if (problem !== undefined) return `${name} ${problem}`;
  }
  return undefined;
}

function itemProblem(item: unknown, level: number): string | undefined {
  if (!isObject(item)) return 'is no map of attribute values';
  return firstProblem(Object.values(item), (value) => valueProblem(value, level));
}

/** A type that is not known yet is none of DynamoDB's today: it reads as nothing, as before. */
function valueProblem(value: unknown, level: number): string | undefined {
  if (!isObject(value)) return 'holds what is no attribute value';
  if (level > MOST_LEVELS) return `is nested more than ${MOST_LEVELS} deep`;
  const { S, N, BOOL, NULL, B, L, M, SS, NS, BS } = value;
  const fine =
    isOr(S, isText) &&
    isOr(N, isNumber) &&
    isOr(BOOL, isFlag) &&
    isOr(NULL, isFlag) &&
    isOr(B, isBinary) &&
    isOr(SS, (set) => isListOf(set, isText)) &&
    isOr(NS, (set) => isListOf(set, isNumber)) &&
    isOr(BS, (set) => isListOf(set, isBinary)) &&
    isOr(L, Array.isArray);
  if (!fine) return 'holds an attribute value whose content is not of its type';
  if (Array.isArray(L)) return firstProblem(L, (inner) => valueProblem(inner, level + 1));
  return M === undefined ? undefined : itemProblem(M, level + 1);
}

function firstProblem(
  values: readonly unknown[],
  problemOf: (value: unknown) => string | undefined,
): string | undefined {
  for (const value of values) {
    const problem = problemOf(value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isOr(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === undefined || is(value);
}

function isListOf(list: unknown, is: (member: unknown) => boolean): boolean {
  return Array.isArray(list) && list.every(is);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isNumber(value: unknown): boolean {
  return typeof value === 'string' && NUMBER.test(value);
}

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean';
}

/** Text as events carry it, bytes as the SDK does. */
function isBinary(value: unknown): boolean {
  return typeof value === 'string' || value instanceof Uint8Array;
}
