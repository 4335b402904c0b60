import { defineEntity, type Entity } from '../../shared/domain/definition/entity.ts';
import { double, integer, optional, text } from '../../shared/domain/definition/fields.ts';

export function plainEntity(name: string): Entity {
  const fields = { title: optional(text()), votes: optional(integer()) };
  return defineEntity({ name, recognise: 'every-item', fields });
}

/** Another type of a field, and synonyms: both need a new index. */
export function changedEntity(name: string): Entity {
  const fields = { title: optional(text()), votes: optional(double()) };
  return defineEntity({ name, recognise: 'every-item', fields, search: { synonyms: ['fixed, steady'] } });
}
