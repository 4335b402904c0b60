import { attributePath } from '../../domain/definition/attributes.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import { policyOf } from '../../domain/definition/policy.ts';
import { protection, type Hash, type Protect } from '../../domain/row/protect.ts';
import type { Row } from '../../domain/row/json.ts';
import type { Reason } from '../../domain/delivery/reason.ts';
import { RowValidator } from '../../domain/schema/row-schema.ts';

/** The row under its entity's policy, or why the real one does not fit its schema. */
export type CheckedRow = { readonly row: Row } | { readonly reason: Reason };

/** Validates the real rows of one entity, and lets out only what its field policy leaves of them. */
export class EntityRows {
  readonly #entity: Entity;
  readonly #validator: RowValidator;
  readonly #protect: Protect;

  /** @param hash needed when the entity's policy hashes. */
  constructor(entity: Entity, hash: Hash | undefined) {
    this.#entity = entity;
    this.#validator = new RowValidator(entity);
    this.#protect = protection(policyOf(entity), hash);
  }

  check(key: string, row: Row): CheckedRow {
    const reason = this.#validator.check(key, row);
    return reason ? { reason: this.#withAttribute(reason) } : { row: this.#protect(row) };
  }

  /** Whoever looks at the item finds the value under the item's name. */
  #withAttribute(reason: Reason): Reason {
    const path = reason.field === undefined ? undefined : attributePath(this.#entity, reason.field);
    if (path === undefined) return reason;
    return { ...reason, message: `${reason.message} (the item's attribute ${JSON.stringify(path)})` };
  }
}
