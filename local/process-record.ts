/** What a pid file remembers: enough to tell the process that was started from a stranger that got its pid later. */
export interface ProcessRecord {
  readonly pid: number;
  readonly port: number;
  readonly args: readonly string[];
  readonly startedAt: string;
}

/** Undefined when the text is no record (an interrupted write, another program's file). */
export function parseRecord(text: string): ProcessRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is ProcessRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, port, args, startedAt } = value as Partial<Record<keyof ProcessRecord, unknown>>;
  return (
    Number.isInteger(pid) &&
    Number.isInteger(port) &&
    typeof startedAt === 'string' &&
    Array.isArray(args) &&
    args.length > 0 &&
    args.every((arg) => typeof arg === 'string')
  );
}
