import type { Json } from '../../domain/row/json.ts';

/** Athena answers in text: what JSON has a type for gets it; decimals stay text, and so do lists and structs. */
export function answerValue(type: string, text: string | undefined): Json {
  if (text === undefined) return null;
  switch (type) {
    case 'boolean':
      return text === 'true';
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint': {
      const number = Number(text);
      return Number.isSafeInteger(number) ? number : text;
    }
    case 'float':
    case 'real':
    case 'double': {
      const number = Number(text);
      return Number.isFinite(number) ? number : text;
    }
    default:
      return type.startsWith('timestamp') ? moment(text) : text;
  }
}

/** `2026-11-23 18:52:07.000` -> ISO 8601, in UTC as all times of the copy; microseconds only where there are some. */
function moment(text: string): string {
  const [, date, time, fraction = ''] = /^(\S+) (\d\d:\d\d:\d\d)(?:\.(\d+))?/.exec(text) ?? [];
  if (date === undefined || time === undefined) return text;
  const digits = fraction.padEnd(6, '0').slice(0, 6);
  return `${date}T${time}.${digits.endsWith('000') ? digits.slice(0, 3) : digits}Z`;
}
