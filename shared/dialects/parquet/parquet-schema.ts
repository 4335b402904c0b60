import type { SchemaElement } from 'hyparquet-writer';
import { columnName, type AnalyticsColumn } from '../../domain/history/analytics-columns.ts';
import type { ColumnType } from '../../domain/definition/field.ts';

/** Digits that an INT64 always holds (Parquet format, logical types: DECIMAL). */
const INT64_DIGITS = 18;
/** 16 bytes hold 38 digits. */
const WIDE_DECIMAL_BYTES = 16;

/** The Parquet schema of these columns, all of them nullable. */
export function parquetSchema(columns: readonly AnalyticsColumn[]): SchemaElement[] {
  return [
    { name: 'history', num_children: columns.length },
    ...columns.flatMap(({ name, type }) => elementsOf(name, type)),
  ];
}

function elementsOf(name: string, type: ColumnType): SchemaElement[] {
  const nullable = { name, repetition_type: 'OPTIONAL' } as const;
  switch (type.kind) {
    case 'string':
    case 'json': // JSON's own converted type is unknown to Athena, and the writer would quote the text again
      return [{ ...nullable, type: 'BYTE_ARRAY', converted_type: 'UTF8' }];
    case 'boolean':
      return [{ ...nullable, type: 'BOOLEAN' }];
    case 'long':
      return [{ ...nullable, type: 'INT64' }];
    case 'double':
      return [{ ...nullable, type: 'DOUBLE' }];
    case 'date':
      return [{ ...nullable, type: 'INT32', converted_type: 'DATE' }];
    case 'timestamp':
      return [{ ...nullable, type: 'INT64', converted_type: 'TIMESTAMP_MICROS' }];
    case 'decimal': {
      const decimal = { ...nullable, converted_type: 'DECIMAL', precision: type.precision, scale: type.scale } as const;
      return type.precision <= INT64_DIGITS
        ? [{ ...decimal, type: 'INT64' }]
        : [{ ...decimal, type: 'FIXED_LEN_BYTE_ARRAY', type_length: WIDE_DECIMAL_BYTES }];
    }
    case 'list':
      return [
        { ...nullable, converted_type: 'LIST', num_children: 1 },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        ...elementsOf('element', type.element),
      ];
    case 'struct': {
      const fields = Object.entries(type.fields);
      return [
        { ...nullable, num_children: fields.length },
        ...fields.flatMap(([field, inner]) => elementsOf(columnName(field), inner)),
      ];
    }
  }
}
