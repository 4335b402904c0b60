import type { Field, FieldSet } from './field.ts';

/**
 * `{ __proto__: keyword() }` declares no field in JavaScript: it gives the object another prototype. Here it is a field
 * again, so that the definition's check sees it and says so.
 */
export function withHiddenProto<S extends FieldSet>(fields: S): S {
  const prototype: unknown = Object.getPrototypeOf(fields);
  return isField(prototype) ? { ...fields, ['__proto__']: prototype } : fields;
}

function isField(prototype: unknown): prototype is Field {
  return typeof prototype === 'object' && prototype !== null && Object.hasOwn(prototype, 'headwater');
}
