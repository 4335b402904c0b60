/** Takes what was typed into a search box apart, without any knowledge of fields. No text fails. */

/** One term as typed: `-director:"Stanley Kubrick"`. */
export interface TypedTerm {
  readonly exclude: boolean;
  /** What stands before the first colon, when something follows it at once. */
  readonly name?: string;
  readonly value: string;
  readonly quoted: boolean;
}

/** Word processors and phones turn quotes into these. */
const CURLY_QUOTES = /[“”„‟«»]/gu;

/**
 * A minus, a name with its colon, then a quoted text or all up to the next space. A quote that is never closed, or stands
 * inside a word, is a character like any other.
 */
const TERM = /(?<minus>-(?=[^\s-]))?(?:(?<name>[^\s":]+):(?=[^\s:]))?(?:"(?<phrase>[^"]*)"|(?<word>\S+))/gu;

export function typedTerms(text: string): readonly TypedTerm[] {
  return Array.from(text.replaceAll(CURLY_QUOTES, '"').matchAll(TERM), ({ groups = {} }) => {
    const { minus, name, phrase, word } = groups;
    return {
      exclude: minus !== undefined,
      ...(name !== undefined && { name }),
      value: phrase ?? word ?? '',
      quoted: phrase !== undefined,
    };
  });
}
