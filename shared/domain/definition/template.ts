/** Templates of key attributes, such as `ORDER#{orderId}`: literal text and parts in braces. */
import { own } from '../own.ts';

/** A piece of a template: literal text, or a part of the entity's key. */
export type Piece = { readonly literal: string } | { readonly part: string };

const PART = /(\{\w+\})/;

/** `ORDER#{id}` -> literal `ORDER#`, part `id` */
export function piecesOf(template: string): readonly Piece[] {
  return template
    .split(PART)
    .filter((piece) => piece !== '')
    .map((piece) => (PART.test(piece) ? { part: piece.slice(1, -1) } : { literal: piece }));
}

/** The names of a template's parts, in order. */
export function partsOf(template: string): readonly string[] {
  return piecesOf(template).flatMap((piece) => ('part' in piece ? [piece.part] : []));
}

/** What is wrong with a template in itself: what is wrong, and the fix. */
export function templateProblems(template: string): string[] {
  const pieces = piecesOf(template);
  const brace = pieces.find((piece) => 'literal' in piece && /[{}]/.test(piece.literal));
  const problems: string[] = [];
  if (brace) problems.push('a brace that is no part: a part is a word in braces, such as {id}');
  for (const [index, piece] of pieces.entries()) {
    const next = pieces[index + 1];
    if (next && 'part' in piece && 'part' in next) {
      problems.push(
        `{${piece.part}} and {${next.part}} touch, so nobody can tell where one ends: write a delimiter between them`,
      );
    }
  }
  return problems;
}

/** The text that a template gives for its parts. */
export function render(template: string, parts: Readonly<Record<string, string>>): string {
  return piecesOf(template)
    .map((piece) => ('literal' in piece ? piece.literal : (own(parts, piece.part) ?? '')))
    .join('');
}
