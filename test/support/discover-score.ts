/** How good an answer of discover is: test/fixtures/discover/README.md says what is right. */
import { rowReader } from '../../shared/adapters/dynamodb/item-source.ts';
import type { KeyAttribute } from '../../shared/domain/definition/headwater.ts';
import { partsOf } from '../../shared/domain/definition/template.ts';
import type { Discovery } from '../../operations/discover/discover.ts';
import type { FoundEntity, FoundField, FoundPolicy } from '../../operations/discover/found.ts';
import type { SampledTable } from '../../operations/discover/sampled-table.ts';
import type { ExpectedEntity, ExpectedField, ExpectedTable } from '../fixtures/discover/expected.ts';
import type { DescribedTable } from '../fixtures/discover/fixtures.ts';
import type { Labelled } from '../fixtures/discover/make.ts';

/** One thing that was asked. `kind` is the best right kind, or what else was asked: `entity`, `index key`, `part`. */
export interface Verdict {
  readonly kind: string;
  readonly at: string;
  /** undefined: right. */
  readonly wrong?: string;
  /** A policy that is missing: counted apart. */
  readonly miss?: true;
  readonly personal?: true;
}

export function sampledTable(described: DescribedTable): SampledTable {
  const [partitionKey, sortKey] = described.KeySchema.map(({ AttributeName: name }): KeyAttribute => {
    const type = described.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
    return { name, type: ({ S: 'string', N: 'number', B: 'binary' } as const)[type ?? 'S'] };
  });
  if (!partitionKey) throw new Error('a table has a key');
  const timeToLive = described.TimeToLiveDescription?.AttributeName;
  const indexes = described.GlobalSecondaryIndexes ?? [];
  return {
    name: described.TableName,
    partitionKey,
    ...(sortKey && { sortKey }),
    indexKeys: indexes.flatMap(({ KeySchema }) => KeySchema.map(({ AttributeName }) => AttributeName)),
    ...(timeToLive !== undefined && { timeToLive }),
  };
}

export function score(
  { found, definition }: Discovery,
  expected: ExpectedTable,
  items: readonly Labelled[],
): Verdict[] {
  const [table] = definition.tables;
  if (!table) throw new Error('a definition has a table');
  const open = table.entities.map((one) => ({ ...one, policy: {} }));
  const read = rowReader({ ...table, entities: open, unknownItems: 'ignore' });
  const taken = items.map(({ item }) => {
    const reading = read(item, 0);
    return reading.status === 'ignored' ? null : { entity: reading.entity, row: reading.status === 'row' };
  });
  const takes = (name: string): string =>
    taken.flatMap((one, index) => (one?.row && one.entity === name ? [index] : [])).join();
  const labels = (own: readonly string[]): string =>
    items.flatMap(({ of }, index) => (of !== null && own.includes(of) ? [index] : [])).join();
  const all = Object.keys(expected.entities);
  const one = expected.mayBeOne && found.entities.find(({ name }) => takes(name) === labels(all));
  const verdicts = Object.entries(expected.entities).flatMap(([label, answer]): Verdict[] => {
    const entity = one || found.entities.find(({ name }) => takes(name) === labels([label]));
    if (!entity && answer.mayBeLeftOut && !taken.some((by, index) => by && items[index]?.of === label)) return [];
    const right: Verdict = {
      kind: 'entity',
      at: label,
      ...(entity ? {} : { wrong: 'no entity takes exactly its items' }),
    };
    return [right, ...entityVerdicts(label, answer, entity, table, Boolean(one))];
  });
  const stray = items.filter(({ of }, index) => of === null && taken[index]?.row).length;
  const ttl: Verdict[] =
    expected.timeToLive === table.timeToLive ? [] : [{ kind: 'time to live', at: '', wrong: String(table.timeToLive) }];
  return [
    ...verdicts,
    ...ttl,
    ...(stray > 0 ? [{ kind: 'entity', at: 'null', wrong: `${stray} strange items taken` }] : []),
  ];
}

interface Keys {
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
}

function entityVerdicts(
  label: string,
  answer: ExpectedEntity,
  entity: FoundEntity | undefined,
  keys: Keys,
  joined: boolean,
) {
  const templates =
    entity && typeof entity.recognise === 'object' && 'pk' in entity.recognise ? entity.recognise : undefined;
  const names = templates && [templates.pk, templates.sk ?? ''].flatMap(partsOf);
  const declared = new Map((entity?.fields ?? []).map((field) => [field.attribute, field]));
  const policy = entity?.policy ?? [];
  const fields = Object.entries(answer.fields).flatMap(([attribute, field]) =>
    // A part stands for its attribute: under the part's name.
    fieldVerdicts(
      `${label}.${attribute}`,
      field,
      declared.get(attribute) ?? partField(answer, attribute, names, declared),
      policy,
      '',
      joined,
      undefined,
    ),
  );
  const left = Object.entries(answer.leaveOut).flatMap(([attribute, why]): Verdict[] =>
    why === 'type'
      ? []
      : [{ kind: why, at: `${label}.${attribute}`, ...(declared.has(attribute) && { wrong: 'is declared' }) }],
  );
  const known = new Set([
    ...Object.keys(answer.fields),
    ...Object.keys(answer.leaveOut),
    keys.partitionKey.name,
    keys.sortKey?.name,
    ...(names ?? []),
  ]);
  const invented = (joined ? [] : [...declared.keys()])
    .filter((attribute) => !known.has(attribute))
    .map((attribute): Verdict => ({ kind: 'invented', at: `${label}.${attribute}`, wrong: 'no such field' }));
  return [...fields, ...left, ...invented, ...partVerdicts(label, answer, entity, names, keys)];
}

/**
 * An attribute whose name no field can have may be read from the key. And where a whole key is a field because nothing else
 * says what it holds, templates have its part instead.
 */
function partField(
  { parts }: ExpectedEntity,
  attribute: string,
  names: readonly string[] | undefined,
  declared: ReadonlyMap<string, FoundField>,
) {
  const at = parts.findIndex((part) =>
    part.attribute === null ? part.key === attribute : part.attribute === attribute && part.differs === undefined,
  );
  return at < 0 || !names ? undefined : declared.get(names[at] ?? '');
}

function partVerdicts(
  label: string,
  { parts, fields }: ExpectedEntity,
  entity: FoundEntity | undefined,
  names: readonly string[] | undefined,
  keys: Keys,
): Verdict[] {
  const policy = entity?.policy ?? [];
  return parts
    .flatMap((part, index): Verdict[] => {
      const at = `${label}.{${part.attribute ?? index}}`;
      const name = names?.[index] ?? part.key;
      const hashed = policy.some(
        ({ path }) =>
          path === name || (!names && entity?.fields.some((one) => one.name === path && one.attribute === part.key)),
      );
      const asked = Array.isArray(part.personal);
      const personal: Partial<Verdict> = asked ? { personal: true, ...(!hashed && entity && { miss: true }) } : {};
      const alarm =
        !asked && part.personal === undefined && hashed && !isPersonal(fields, part.attribute) && 'false alarm';
      if (!names) return asked || alarm ? [{ kind: 'part', at, ...personal, ...(alarm && { wrong: alarm }) }] : [];
      const field = entity?.fields.find((one) => one.name === name);
      const wrong =
        part.attribute === null
          ? !field
            ? 'no field has it'
            : !(part.kinds ?? ['keyword']).includes(field.kind.kind) && `is ${field.kind.kind}`
          : part.differs === undefined
            ? name !== part.attribute && !fields[part.attribute]?.alias && `is called ${name}`
            : name === part.attribute && 'is called like what differs';
      return [{ kind: 'part', at, ...personal, ...((wrong || alarm) && { wrong: wrong || alarm || '' }) }];
    })
    .filter(() => keys.partitionKey.name !== '');
}

function isPersonal(fields: ExpectedEntity['fields'], attribute: string | null): boolean {
  return attribute !== null && fields[attribute]?.personal !== undefined;
}

function fieldVerdicts(
  at: string,
  answer: ExpectedField,
  field: FoundField | undefined,
  policies: readonly FoundPolicy[],
  path: string,
  joined: boolean,
  covered: FoundPolicy | undefined,
): Verdict[] {
  const own = `${path}${field?.name ?? ''}`;
  const policy = covered ?? policies.find((one) => field && one.path === own);
  const kind = answer.kinds[0] ?? 'json';
  const wrong = field ? wrongOf(answer, field, policy, joined) : 'missing';
  const asked = Array.isArray(answer.personal);
  const here: Verdict = {
    kind,
    at,
    ...(wrong !== undefined && { wrong }),
    ...(asked && { personal: true, ...(field && !policy && { miss: true }) }),
  };
  return [here, ...innerVerdicts(at, answer, field, policies, own, joined, policy)];
}

function innerVerdicts(
  at: string,
  answer: ExpectedField,
  field: FoundField | undefined,
  policies: readonly FoundPolicy[],
  path: string,
  joined: boolean,
  covered: FoundPolicy | undefined,
): Verdict[] {
  // Another right kind than an object has no fields within.
  if (field && !['list', 'object'].includes(field.kind.kind) && answer.kinds.includes(field.kind.kind)) return [];
  const verdicts: Verdict[] = [];
  if (answer.element) {
    const kind = field?.kind.kind === 'list' ? field.kind : undefined;
    const element = kind && { name: '', attribute: '', kind: kind.element, optional: kind.nulls, notes: [] };
    const { element: expected } = answer;
    const wrong = element ? wrongOf(expected, element, undefined, joined) : 'missing';
    verdicts.push({ kind: expected.kinds[0] ?? 'json', at: `${at}[]`, ...(wrong !== undefined && { wrong }) });
    verdicts.push(...innerVerdicts(`${at}[]`, expected, element, policies, path, joined, covered));
  }
  const inner = field?.kind.kind === 'object' ? field.kind.fields : [];
  for (const [attribute, one] of Object.entries(answer.fields ?? {})) {
    const found = inner.find((candidate) => candidate.attribute === attribute);
    verdicts.push(...fieldVerdicts(`${at}.${attribute}`, one, found, policies, `${path}.`, joined, covered));
  }
  return verdicts;
}

function wrongOf(
  answer: ExpectedField,
  field: FoundField,
  policy: FoundPolicy | undefined,
  joined: boolean,
): string | undefined {
  const { kind } = field.kind;
  if (!answer.kinds.includes(kind)) return `is ${kind}, not ${answer.kinds.join(' or ')}`;
  if (field.optional !== (answer.optional ?? false) && !(joined && field.optional))
    return `optional is ${field.optional}`;
  if (answer.alias && field.name === field.attribute) return 'has no alias';
  if (answer.coerce && (kind === 'keyword' || kind === 'text') && !('coerce' in field.kind)) return 'has no coerce';
  const { personal } = answer;
  if (policy && personal === undefined) return `false alarm: ${policy.protection}`;
  if (policy && Array.isArray(personal) && !(personal as readonly string[]).includes(policy.protection)) {
    return `policy ${policy.protection}, not ${personal.join(' or ')}`;
  }
  return undefined;
}
