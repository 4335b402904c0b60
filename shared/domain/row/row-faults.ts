/** What the validator of a row found, as sentences that name the place: `/lines/1/qty is missing`. */
import type { Validator } from 'typebox/compile';
import { DECIMAL_TEXT } from '../definition/fields.ts';

/** `field` is a JSON pointer (RFC 6901) to the value that is wrong or missing; empty for the row itself. */
export interface RowFault {
  readonly field: string;
  /** Goes on behind the field; never contains a value of the row. */
  readonly problem: string;
}

type ValidationError = ReturnType<Validator['Errors']>[number];

/** In the order of the schema; of a union only what the branch says that the value is nearest to. */
export function rowFaults(errors: readonly ValidationError[]): readonly RowFault[] {
  return unionsResolved(errors).flatMap(faultsOf);
}

function faultsOf(error: ValidationError): readonly RowFault[] {
  const { instancePath: field, keyword, params } = error;
  if (keyword === 'required')
    return params.requiredProperties.map((name) => ({ field: pointer(field, name), problem: 'is missing' }));
  if (keyword === 'additionalProperties')
    return params.additionalProperties.map((name) => ({ field: pointer(field, name), problem: 'is not declared' }));
  // Says of each undeclared property what `additionalProperties` says.
  return keyword === 'boolean' ? [] : [{ field, problem: problemOf(error) }];
}

function problemOf({ keyword, params, message }: ValidationError): string {
  if (keyword === 'enum') return `must be one of ${params.allowedValues.map(shown).join(', ')}`;
  if (keyword === 'const') return `must be ${shown(params.allowedValue)}`;
  return keyword === 'pattern' && params.pattern === DECIMAL_TEXT ? 'must be a decimal number' : message;
}

/** A value of the schema, not of a row. */
function shown(value: unknown): string {
  return JSON.stringify(value);
}

/** RFC 6901: `~` and `/` in a name are written `~0` and `~1`. */
function pointer(parent: string, name: string): string {
  return `${parent}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/**
 * Replaces each failed union by what its nearest branch says. Branches that could not match for the value's type say
 * nothing, unless all are of that sort: then the types are told together, without null.
 */
function unionsResolved(errors: readonly ValidationError[]): readonly ValidationError[] {
  const union = errors.find(({ keyword }) => keyword === 'anyOf');
  if (!union) return errors;
  // The validator tells what is inside before the union itself: the first union has none within.
  const inside = errors.filter((error) => error !== union && branchOf(error, union) !== undefined);
  const rest = errors.filter((error) => error !== union && !inside.includes(error));
  const branches = Object.values(Object.groupBy(inside, (error) => branchOf(error, union) ?? ''));
  const ofType = branches.filter((branch = []) => !branch.some((error) => isWrongType(error, union)));
  const nearest = ofType.length > 0 ? fewest(ofType) : [typesTogether(inside, union)];
  // They stand where the union did, and a union around it sees them as its own.
  const at = errors.slice(0, errors.indexOf(union)).filter((error) => rest.includes(error)).length;
  return unionsResolved([...rest.slice(0, at), ...nearest, ...rest.slice(at)]);
}

function branchOf(error: ValidationError, union: ValidationError): string | undefined {
  const start = `${union.schemaPath}/anyOf/`;
  if (!error.schemaPath.startsWith(start) || !within(error.instancePath, union.instancePath)) return undefined;
  return error.schemaPath.slice(start.length).split('/')[0];
}

/** Elements of a list have one schema path, and an instance path each. */
function within(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}/`);
}

function isWrongType(error: ValidationError, union: ValidationError): boolean {
  return error.keyword === 'type' && error.instancePath === union.instancePath;
}

function fewest(branches: readonly (readonly ValidationError[] | undefined)[]): readonly ValidationError[] {
  const [best = []] = [...branches].sort((one = [], other = []) => one.length - other.length);
  return best;
}

function typesTogether(inside: readonly ValidationError[], union: ValidationError): ValidationError {
  const wrong = inside.flatMap((error) => (error.keyword === 'type' && isWrongType(error, union) ? [error] : []));
  const types = [...new Set(wrong.flatMap(({ params }) => params.type))].filter((type) => type !== 'null');
  const { schemaPath, instancePath } = union;
  const type = types.length === 1 ? (types[0] ?? '') : types;
  return { keyword: 'type', schemaPath, instancePath, params: { type }, message: `must be ${types.join(' or ')}` };
}
