import Type, { type TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { CLOSED } from './definition/field.ts';
import type { Entity } from './definition/entity.ts';
import type { Row } from './json.ts';
import type { Reason } from './reason.ts';
import { rowFaults } from './row-faults.ts';

/** The JSON Schema of an entity's rows. */
export function rowSchema(entity: Entity): TSchema {
  return Type.Object(entity.fields, { ...CLOSED, $id: `${entity.name}@${entity.version}` });
}

/** What a row must hold; compiled on first use. */
export class RowValidator {
  readonly #entity: Entity;
  #validator: Validator | undefined;

  constructor(entity: Entity) {
    this.#entity = entity;
  }

  /** @returns why the row does not fit, naming record and field but never a value; undefined when it fits. */
  check(key: string, row: Row): Reason | undefined {
    this.#validator ??= Compile(rowSchema(this.#entity));
    if (this.#validator.Check(row)) return undefined;
    const faults = rowFaults(this.#validator.Errors(row));
    const fault = faults[0] ?? { field: '', problem: 'does not fit the schema' };
    const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
    return {
      code: 'HW_ROW_INVALID',
      message: `${this.#entity.name} ${key}: ${fault.field || 'the row'} ${fault.problem}${more}`,
      ...(fault.field && { field: fault.field }),
    };
  }
}
