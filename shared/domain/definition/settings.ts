/** What the schemas of a definition are made of: each kind of setting, with the fix that its sentence gives. */
import Type, { type TSchema } from 'typebox';
import type { Words } from './shape.ts';

export const text = (give: string) => Type.String({ give, minLength: 1 });
export const whole = (minimum: number, maximum?: number, give?: string) =>
  Type.Integer({
    minimum,
    // Beyond it numbers have no successor.
    maximum: maximum ?? Number.MAX_SAFE_INTEGER,
    give: give ?? `give a whole number from ${minimum}${maximum === undefined ? '' : ` to ${maximum}`}`,
  });
export const flag = () => Type.Boolean({ give: 'write true or false' });
export const word = (words: readonly string[], more: Words = {}) => Type.Enum([...words], { ...more });
export const list = (items: TSchema, give: string) => Type.Array(items, { give });
export const closed = (settings: Readonly<Record<string, TSchema>>, words: Words = {}) =>
  Type.Object(settings, { ...words });
export const maybe = Type.Optional;
/** Looked at apart, by what it is: an entity, a consumer, a field. */
export const apart = () => Type.Unknown({ apart: true });

export const NAME = text("give a name of lower-case words joined by hyphens, such as 'film-stock'");

/** A text, or one for each stage. */
export const perStage = (give: string) =>
  Type.Union(
    [Type.String({ minLength: 1 }), Type.Record(Type.String(), Type.String({ minLength: 1 }), { minProperties: 1 })],
    {
      give,
    },
  );
