/** What a line in a function's log says of an error: as Lambda, Powertools and a local cloud write it. */
import type { Target } from '../deployment/target.ts';
import { plainText } from '../../shared/domain/row/plain-text.ts';

export interface ErrorLine {
  /** `TypeError: x is not a function`, in one line. */
  readonly text: string;
  readonly requestId?: string;
}

/** What CloudWatch Logs looks for: a line with one of these may tell of an error. */
const ERROR_PATTERN = '?ERROR ?Error ?CRITICAL ?Exception ?errorType ?"Task timed out" ?"Runtime exited"';

/** MiniStack knows no alternatives, and looks for a word without regard to case. */
const EMULATED_PATTERN = 'Error';

export function errorPattern({ kind }: Pick<Target, 'kind'>): string {
  return kind === 'aws' ? ERROR_PATTERN : EMULATED_PATTERN;
}

const MOST_CHARACTERS = 400;
const REQUEST_ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** @returns undefined for a line that tells of none */
export function errorIn(message: string): ErrorLine | undefined {
  const line = message.trim();
  const text = line.startsWith('{') ? ofObject(parsed(line)) : ofText(line);
  if (text === undefined) return undefined;
  const requestId = REQUEST_ID.exec(line)?.[0];
  const short = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
  return { text: plainText(short), ...(requestId !== undefined && { requestId }) };
}

/** Powertools has `level`, `message` and `error`; Lambda's own JSON format an object as `message`. */
function ofObject(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const { level, message, error, errorType } = value;
  const failed = typeof level === 'string' && /^(?:ERROR|CRITICAL|FATAL)$/i.test(level);
  if (!failed && typeof errorType !== 'string') return undefined;
  const parts = [typeof message === 'string' ? message : nameAndMessage(message), nameAndMessage(error)];
  const told = parts.filter((part) => part !== undefined && part !== '').join(': ');
  return told || nameAndMessage(value) || 'an error without words';
}

function nameAndMessage(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const parts = [value['errorType'] ?? value['name'], value['errorMessage'] ?? value['message']];
  return parts.filter((part) => typeof part === 'string' && part !== '').join(': ');
}

/** `<time>\t<request>\tERROR\tInvoke Error\t{...}` on AWS; the first line of the stack on a local cloud. */
function ofText(line: string): string | undefined {
  if (/Task timed out after|Runtime exited/.test(line)) return line.replace(/^\S+Z \S+ |^RequestId: \S+ /, '');
  const [, rest] = /\tERROR\t(.*)$/s.exec(line) ?? [];
  if (rest !== undefined) {
    const object = parsed(rest.slice(Math.max(0, rest.indexOf('{'))));
    return nameAndMessage(object) || firstLine(rest);
  }
  return /^(?:Uncaught )?(?:[A-Z]\w*(?:Error|Exception)|Error)(?: \[\w+\])?: ./.test(line)
    ? firstLine(line)
    : undefined;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
