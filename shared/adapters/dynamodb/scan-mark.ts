import type { AttributeValue } from '@aws-sdk/client-dynamodb';

type Key = Record<string, AttributeValue>;

/** A LastEvaluatedKey as text that can be kept: JSON, bytes as base64. */
export function scanMark(key: Key): string {
  return JSON.stringify(key, (_, value: unknown) => {
    return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
  });
}

/** @throws SyntaxError when the text is no mark */
export function keyOfMark(mark: string): Key {
  const key = JSON.parse(mark) as Record<string, { S: string } | { N: string } | { B: string }>;
  return Object.fromEntries(
    Object.entries(key).map(([name, value]): [string, AttributeValue] => {
      return [name, 'B' in value ? { B: Buffer.from(value.B, 'base64') } : value];
    }),
  );
}
