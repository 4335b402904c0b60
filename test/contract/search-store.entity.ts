import { defineEntity, type Entity } from '../../shared/domain/definition/entity.ts';
import { date, decimal, integer, json, keyword, list, optional, text } from '../../shared/domain/definition/fields.ts';

/** An entity with a field of every sort that a search index treats differently. */
export function filmEntity(name: string): Entity {
  return defineEntity({
    name,
    recognise: 'every-item',
    fields: {
      title: optional(text()),
      genre: optional(keyword()),
      votes: optional(integer()),
      released: optional(date()),
      price: optional(decimal(38, 19)),
      tags: optional(list(keyword())),
      extra: optional(json()),
    },
  });
}
