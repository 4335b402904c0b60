/** How many columns of a terminal a text takes. */

/** Two columns: East Asian wide and full-width characters (Unicode TR 11), and what is shown as a picture. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|\p{Regional_Indicator}|\p{Extended_Pictographic}\uFE0F|[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6]|[\u{17000}-\u{18CFF}\u{1B000}-\u{1B2FF}\u{20000}-\u{3FFFD}])/u;
/** None: marks that are put onto others, and characters that are not seen. */
const NONE = /^[\p{M}\p{Cf}]+$/u;
const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

export function displayWidth(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  return graphemes(text).reduce((sum, one) => sum + graphemeWidth(one), 0);
}

/** At most so many columns; what is cut off ends in `…`. */
export function shortened(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let [kept, width] = ['', 0];
  for (const one of graphemes(text)) {
    width += graphemeWidth(one);
    if (width > columns - 1) break;
    kept += one;
  }
  return `${kept.trimEnd()}…`;
}

function graphemes(text: string): readonly string[] {
  return Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
}

function graphemeWidth(grapheme: string): number {
  if (NONE.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}
