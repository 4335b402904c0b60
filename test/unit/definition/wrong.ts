/** Definitions as a newcomer might write them, in JavaScript or past the compiler: what the types forbid is tried as well. */
import { expect } from 'vitest';
import { defineHeadwater } from '../../../shared/domain/definition/define.ts';
import { defineEntity } from '../../../shared/domain/definition/entity.ts';
import { keyword } from '../../../shared/domain/definition/fields.ts';
import { HeadwaterError } from '../../../shared/domain/errors.ts';

type Settings = Readonly<Record<string, unknown>>;

const FILM = { name: 'film', recognise: { pk: 'FILM#{id}', sk: 'FILM' }, fields: { id: keyword() } };
/** A table of no entities. */
export const SHOP = {
  name: 'shop',
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'string' },
};

/** A right definition but for these settings of it. */
export function definition(settings: Settings): unknown {
  const film = entity({});
  return {
    name: 'shop-copy',
    tables: [{ ...SHOP, entities: [film] }],
    consumers: [{ type: 'analytics', name: 'lake', entities: [film] }],
    ...settings,
  };
}

export function entity(settings: Settings): object {
  return defineEntity({ ...FILM, ...settings });
}

/** A right definition but for these settings of its one table. */
export function withTable(settings: Settings): unknown {
  return definition({ tables: [{ ...SHOP, entities: [entity({})], ...settings }], consumers: [] });
}

/** A right definition but for these settings of its one entity. */
export function withEntity(settings: Settings): unknown {
  return withTable({ entities: [entity(settings)] });
}

/** Two entities of one table, called `one` and `other`, with these recognisers. */
export function two(one: unknown, other: unknown): unknown {
  return withTable({
    entities: [entity({ name: 'one', recognise: one }), entity({ name: 'other', recognise: other })],
  });
}

/** A right definition but for one more field. */
export function withField(title: unknown): unknown {
  return withEntity({ fields: { id: keyword(), title } });
}

/** A right definition but for these settings of its one consumer. */
export function withConsumer(settings: Settings): unknown {
  const film = entity({});
  const consumer = { type: 'search', name: 'search', entities: [film], ...settings };
  return definition({ tables: [{ ...SHOP, entities: [film] }], consumers: [consumer] });
}

/** The lines that `defineHeadwater` gives for it. Anything but a HeadwaterError fails the test: a user would see its stack. */
export function problemsOf(made: unknown): readonly string[] {
  try {
    defineHeadwater(made as never);
  } catch (error) {
    expect(error).toBeInstanceOf(HeadwaterError);
    const { code, message } = error as HeadwaterError;
    expect(code).toBe('HW_CONFIG');
    const [head, ...lines] = message.split('\n');
    expect(head).toBe('headwater.config.ts is wrong:');
    return lines.map((line) => line.replace(/^ {2}- /, ''));
  }
  return [];
}
