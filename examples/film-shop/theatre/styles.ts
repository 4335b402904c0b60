/** How the plays speak on a terminal: without colour when stdout is none, or NO_COLOR is set. */
import { styleText } from 'node:util';

export function heading(text: string): string {
  return styleText('bold', text, { stream: process.stdout });
}

export function good(text: string): string {
  return styleText('green', text, { stream: process.stdout });
}

export function bad(text: string): string {
  return styleText('red', text, { stream: process.stdout });
}
