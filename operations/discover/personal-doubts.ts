/** Fields that no policy protects, and that may be somebody's: a comment asks. */
import { own } from '../../shared/domain/own.ts';
import type { FoundField, FoundPolicy } from './found.ts';
import { isName } from './personal-names.ts';
import { lookLikeNames, personalWithin, textsIn } from './personal-values.ts';
import type { Item } from './sampled-table.ts';

export function withDoubts(field: FoundField, policy: readonly FoundPolicy[], items: readonly Item[]): FoundField {
  if (policy.some(({ path }) => path === field.name || path.startsWith(`${field.name}.`))) return field;
  const values = items.flatMap((item) => own(item, field.attribute) ?? []);
  const doubt =
    nameDoubt(
      field,
      values.flatMap(({ S }) => S ?? []),
    ) ?? chanceDoubt(values.flatMap(textsIn));
  return doubt === undefined ? field : { ...field, notes: [...field.notes, doubt] };
}

/** A name that is nobody's by what stands beside it, and looks like somebody's. */
function nameDoubt({ attribute }: FoundField, texts: readonly string[]): string | undefined {
  if (!isName(attribute) || !lookLikeNames(texts)) return undefined;
  return 'Doubt: are its texts names of people? Then it needs a policy.';
}

/** Ids of which some pass a check, as they do by chance. */
function chanceDoubt(texts: readonly string[]): string | undefined {
  const within = personalWithin(texts);
  if (!within || within.sure) return undefined;
  return `Doubt: ${within.count} of ${texts.length} texts could be ${within.what}, or an id that looks like one by chance.`;
}
