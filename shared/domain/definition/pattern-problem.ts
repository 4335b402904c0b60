/** What is wrong with the regular expression of a field's `pattern`. */
import { shown } from './shape.ts';

/**
 * A group of one endless repetition that is itself repeated endlessly, with something behind it: `(a+)+$`. On a text that
 * does not fit, a backtracking engine tries every way to cut it: 30 letters take minutes, and every batch with such a row
 * times out. Escapes and classes are E and C here (see `simplified`).
 */
const ENDLESS = /\((?:\?:|\?<[^>]+>)?(?:[^()]*\|)?[^()|*+?{}^$](?:[*+]|\{\d+,\})\??(?:\|[^()]*)?\)(?:[*+]|\{\d+,\})./;

/** Compiled as the row's schema compiles it: with the `u` flag, which JSON Schema asks for. */
export function patternProblem(pattern: string): string | undefined {
  try {
    new RegExp(pattern, 'u');
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^.*\/u: /s, '') : String(error);
    return `pattern ${shown(pattern)} is no regular expression (${why}): correct it; it is read with the flag u`;
  }
  return ENDLESS.test(simplified(pattern))
    ? `pattern ${shown(pattern)} can take for ever, as it repeats a repetition: write (a+)+ as a+`
    : undefined;
}

function simplified(pattern: string): string {
  return pattern.replaceAll(/\\(?:[pPu]\{[^}]*\}|.)/gs, 'E').replaceAll(/\[[^\]]*\]/g, 'C');
}
