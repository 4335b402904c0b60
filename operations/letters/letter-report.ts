import { sourceName, type Letter } from './letter.ts';

/** A letter without what it holds, for scripts and files. */
export function letterReport({ source, ...letter }: Letter): Record<string, unknown> {
  const { id, code, message, field, rows, position, sentAt, receives, bytes } = letter;
  const times = { sentAt: new Date(sentAt).toISOString(), receives, bytes };
  return { id, source: sourceName(source), code, message, field, position, rows, ...times };
}
