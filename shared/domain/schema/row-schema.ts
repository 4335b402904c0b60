import Type, { type TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { CLOSED } from '../definition/field.ts';
import type { Entity } from '../definition/entity.ts';
import { publishedEntity } from '../definition/published-entity.ts';
import { inheritsNames, withoutPrototypes } from '../definition/inherited-names.ts';
import type { Row } from '../row/json.ts';
import type { Reason } from '../delivery/reason.ts';
import { rowFaults } from '../row/row-faults.ts';
import { rowLimits } from '../row/row-limits.ts';

/** The JSON Schema of an entity's rows. */
export function rowSchema(entity: Entity): TSchema {
  return Type.Object(entity.fields, { ...CLOSED, $id: `${entity.name}@${entity.version}` });
}

/** What a row must hold; compiled on first use. */
export class RowValidator {
  readonly #entity: Entity;
  readonly #inheriting: boolean;
  #validator: Validator | undefined;
  #limits: ReturnType<typeof rowLimits> | undefined;

  constructor(entity: Entity) {
    this.#entity = entity;
    this.#inheriting = inheritsNames(Object.entries(entity.fields).map(([name, field]) => [name, field.headwater]));
  }

  /** @returns why the row does not fit, naming record and field but never a value; undefined when it fits. */
  check(key: string, checked: Row): Reason | undefined {
    const row = this.#inheriting ? (withoutPrototypes(checked) as Row) : checked;
    this.#validator ??= Compile(rowSchema(this.#entity));
    this.#limits ??= rowLimits(publishedEntity(this.#entity).fields);
    const fits = this.#validator.Check(row);
    const beyond = fits ? this.#limits(row) : undefined;
    if (fits && !beyond) return undefined;
    const faults = beyond ? [beyond] : rowFaults(this.#validator.Errors(row));
    const fault = faults[0] ?? { field: '', problem: 'does not fit the schema' };
    const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
    return {
      code: 'HW_ROW_INVALID',
      message: `${this.#entity.name} ${key}: ${fault.field || 'the row'} ${fault.problem}${more}`,
      ...(fault.field && { field: fault.field }),
    };
  }
}
