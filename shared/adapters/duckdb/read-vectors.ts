/**
 * Reads the vectors of DuckDB's answers, with a decoder of our own: the client's own drops U+FEFF at the start of a text, which
 * a value read from a file with a byte order mark has (docs/decisions/172). Layout: https://duckdb.org/docs/stable/clients/c/vector
 */
import duckdb, { type Vector } from '@duckdb/node-bindings';
import {
  DuckDBArrayType,
  DuckDBBlobVector,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  DuckDBUnionType,
  DuckDBUTinyIntVector,
  DuckDBVarCharType,
  DuckDBVector,
  type DuckDBType,
  type Json,
} from '@duckdb/node-api';
import { jsonValue } from './json-value.ts';

/** The value of a row of a vector, as JSON. Only while the chunk that the vector is of is alive. */
export type ReadValue = (row: number) => Json;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** @param count rows of the vector */
export function readerOf(vector: Vector, count: number, type: DuckDBType): ReadValue {
  if (type instanceof DuckDBVarCharType) return textReader(vector, count);
  if (type instanceof DuckDBListType)
    return listReader(vector, count, (child, size) => readerOf(child, size, type.valueType));
  if (type instanceof DuckDBMapType) {
    const entry = new DuckDBStructType(['key', 'value'], [type.keyType, type.valueType]);
    return listReader(vector, count, (child, size) => readerOf(child, size, entry));
  }
  if (type instanceof DuckDBArrayType) return arrayReader(vector, count, type);
  if (type instanceof DuckDBStructType) return structReader(vector, count, type);
  if (type instanceof DuckDBUnionType) return unionReader(vector, count, type);
  const plain = DuckDBVector.create(vector, count, type);
  return (row) => jsonValue(plain.getItem(row), type, jsonValue);
}

function textReader(vector: Vector, count: number): ReadValue {
  // Text and bytes have the same layout.
  const bytes = DuckDBBlobVector.fromRawVector(vector, count);
  return (row) => {
    const text = bytes.getItemBytes(row);
    return text === null ? null : decoder.decode(text);
  };
}

/** Of each row where its elements begin among all of them, and how many they are. */
function listReader(vector: Vector, count: number, elements: (child: Vector, size: number) => ReadValue): ReadValue {
  const isValid = validity(vector, count);
  const bytes = duckdb.vector_get_data(vector, count * 16);
  const places = new BigUint64Array(bytes.buffer, bytes.byteOffset, count * 2);
  const element = elements(duckdb.list_vector_get_child(vector), duckdb.list_vector_get_size(vector));
  return (row) => (isValid(row) ? some(element, Number(places[2 * row]), Number(places[2 * row + 1])) : null);
}

function arrayReader(vector: Vector, count: number, { valueType, length }: DuckDBArrayType): ReadValue {
  const isValid = validity(vector, count);
  const element = readerOf(duckdb.array_vector_get_child(vector), count * length, valueType);
  return (row) => (isValid(row) ? some(element, row * length, length) : null);
}

function some(element: ReadValue, from: number, length: number): Json {
  return Array.from({ length }, (_, nth) => element(from + nth));
}

function structReader(vector: Vector, count: number, { entryNames, entryTypes }: DuckDBStructType): ReadValue {
  const isValid = validity(vector, count);
  const members = entryTypes.map((type, nth) => readerOf(duckdb.struct_vector_get_child(vector, nth), count, type));
  return (row) => (isValid(row) ? namedValues(entryNames, members, row) : null);
}

/** A union is a struct: which of its members it is, then the members. */
function unionReader(vector: Vector, count: number, { memberTags, memberTypes }: DuckDBUnionType): ReadValue {
  const tags = DuckDBUTinyIntVector.fromRawVector(duckdb.struct_vector_get_child(vector, 0), count);
  const members = memberTypes.map((type, nth) =>
    readerOf(duckdb.struct_vector_get_child(vector, nth + 1), count, type),
  );
  return (row) => {
    const tag = tags.getItem(row);
    return tag === null ? null : { tag: memberTags[tag] ?? '', value: members[tag]?.(row) ?? null };
  };
}

/** By `fromEntries`: a name is a name, whatever JavaScript makes of it. */
export function namedValues(names: readonly string[], values: readonly ReadValue[], row: number): Record<string, Json> {
  return Object.fromEntries(values.map((value, nth) => [names[nth] ?? '', value(row)]));
}

/** A bit for each row; no mask when none is null. */
function validity(vector: Vector, count: number): (row: number) => boolean {
  const mask = duckdb.vector_get_validity(vector, Math.ceil(count / 64) * 8) as Uint8Array | null;
  if (!mask) return () => true;
  return (row) => (((mask[row >> 3] ?? 0) >> (row & 7)) & 1) === 1;
}
