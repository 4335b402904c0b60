import { randomUUID } from 'node:crypto';
import { defineEntity, type Entity } from '../../shared/domain/definition/entity.ts';
import { date, decimal, integer, json, keyword, list, optional, text } from '../../shared/domain/definition/fields.ts';

/** Starts every index of this run: several runs can share one server, and each removes its own. */
export const RUN = `contract-${randomUUID().slice(0, 8)}`;

let entities = 0;

export function newEntityName(): string {
  entities += 1;
  return `${RUN}-e${entities}`;
}

/** An entity with a field of every sort that a search index treats differently. */
export function filmEntity(name = newEntityName()): Entity {
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
