/** The text of headwater.config.ts. */
import type { Recognition } from '../../shared/domain/definition/entity.ts';
import { MASK } from './definition.ts';
import type { Found, FoundEntity, FoundField, FoundKind, FoundPolicy } from './found.ts';
import { atom, block, call, commentLines, inline, layout, type Entry, type Expression } from './source-layout.ts';
import { shownName, stringLiteral } from './source-text.ts';
import { items as counted } from './words.ts';

export function sourceOf(found: Found): string {
  const constants = constantNames(found.entities.map(({ name }) => name));
  const entities = found.entities.map((entity, index) => entityText(entity, constants[index] ?? ''));
  const body = [...entities, tableText(found, constants), wholeText(found, constants)].join('\n\n');
  return `${headText(found)}\n${importText(body)}\n\n${body}\n`;
}

function headText({ table, items, notes }: Found): string {
  const lines = [
    `Found by \`headwater discover\` in ${counted(items)} of the table ${shownName(table.name)}.`,
    'It is a beginning: read the comments. "Doubt" marks what was guessed, and "Personal" what the texts look like. Counts are of the sample.',
    ...notes.map(shownNote),
  ];
  return lines.flatMap((line) => commentLines(line, 0)).join('\n');
}

function shownNote(note: string): string {
  return note;
}

/** What the text calls, in the order of the alphabet. */
function importText(body: string): string {
  const code = body.replaceAll(/^\s*\/\/.*$/gm, '').replaceAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, '');
  const called = new Set(Array.from(code.matchAll(/\b(\w+)\(/g), ([, name = '']) => name));
  const names = [...called].toSorted().join(', ');
  const line = `import { ${names} } from 'headwater';`;
  if (line.length <= 120) return line;
  return `import {\n${[...called]
    .toSorted()
    .map((name) => `  ${name},\n`)
    .join('')}} from 'headwater';`;
}

function entityText(entity: FoundEntity, constant: string): string {
  const { name, items, recognise, fields, policy, notes } = entity;
  const entries: Entry[] = [
    { key: 'name', value: text(name) },
    { key: 'recognise', value: recogniseOf(recognise) },
    { key: 'fields', value: block(fields.map(fieldEntry)) },
    ...(policy.length === 0 ? [] : [{ key: 'policy', value: block(policy.map(policyEntry)) }]),
  ];
  const comments = [`${counted(items)} of the sample.`, ...notes].flatMap((note) => commentLines(note, 0));
  return `${comments.join('\n')}\nconst ${constant} = ${layout(call('defineEntity', block(entries)), 0, 0, 1)};`;
}

function recogniseOf(recognise: Recognition): Expression {
  if (recognise === 'every-item') return text(recognise);
  const entries = Object.entries(recognise).flatMap(
    ([key, value]: [string, string | readonly string[] | undefined]) => {
      if (value === undefined) return [];
      return [{ key, value: typeof value === 'string' ? text(value) : { list: value.map(text) } }];
    },
  );
  return inline(entries);
}

function fieldEntry({ name, attribute, kind, optional, notes }: FoundField): Entry {
  const field = kindOf(kind, attribute === name ? [] : [{ key: 'attribute', value: text(attribute) }]);
  return { key: name, value: optional ? call('optional', field) : field, comments: notes };
}

function kindOf(kind: FoundKind, options: readonly Entry[]): Expression {
  const last = options.length === 0 ? [] : [inline(options)];
  switch (kind.kind) {
    case 'decimal':
      return call('decimal', atom(String(kind.precision)), atom(String(kind.scale)), ...last);
    case 'enumeration':
      return call('enumeration', { list: kind.values.map(text) }, ...last);
    case 'localTimestamp':
      return call('localTimestamp', inline([{ key: 'zone', value: text(kind.zone) }, ...options]));
    case 'list': {
      const element = kindOf(kind.element, []);
      return call('list', kind.nulls ? call('optional', element) : element, ...last);
    }
    case 'object':
      return call('object', block(kind.fields.map(fieldEntry)), ...last);
    case 'keyword':
    case 'text':
    case 'epochSeconds':
    case 'epochMilliseconds': {
      const all = [...options, ...(kind.coerce ? [{ key: 'coerce', value: atom('true') }] : [])];
      return call(kind.kind, ...(all.length === 0 ? [] : [inline(all)]));
    }
    case 'boolean':
    case 'date':
    case 'timestamp':
    case 'double':
    case 'integer':
    case 'binary':
    case 'geoPoint':
    case 'json':
    case 'map':
      return call(kind.kind, ...last);
  }
}

function policyEntry({ path, protection, note }: FoundPolicy): Entry {
  const value =
    protection === 'mask'
      ? call('mask', inline([{ key: 'keepLast', value: atom(String(MASK.keepLast)) }]))
      : text(protection);
  return { key: path, value, comments: [note] };
}

function tableText({ name, table }: Found, constants: readonly string[]): string {
  const { partitionKey, sortKey, timeToLive, existing } = table;
  const key = ({ name: attribute, type }: typeof partitionKey): Expression =>
    inline([
      { key: 'name', value: text(attribute) },
      { key: 'type', value: text(type) },
    ]);
  const noStream = 'Where the table lies: existing: { tableArn, streamArn }. Its stream needs new and old images.';
  const entries: Entry[] = [
    { key: 'name', value: text(name) },
    { key: 'partitionKey', value: key(partitionKey) },
    ...(sortKey ? [{ key: 'sortKey', value: key(sortKey) }] : []),
    ...(timeToLive === undefined ? [] : [{ key: 'timeToLive', value: text(timeToLive) }]),
    ...(existing
      ? [
          {
            key: 'existing',
            value: block(Object.entries(existing).map(([one, arn]) => ({ key: one, value: text(arn) }))),
          },
        ]
      : []),
    { key: 'entities', value: { list: constants.map(atom) }, comments: existing ? [] : [noStream] },
  ];
  return `const table = ${layout(call('defineTable', block(entries)), 0, 0, 1)};`;
}

function wholeText({ name }: Found, constants: readonly string[]): string {
  const consumer = call(
    'defineConsumer',
    inline([
      { key: 'type', value: text('search') },
      { key: 'name', value: text('search') },
      { key: 'entities', value: { list: constants.map(atom) } },
    ]),
  );
  const entries: Entry[] = [
    { key: 'name', value: text(name) },
    { key: 'tables', value: { list: [atom('table')] } },
    { key: 'consumers', value: { list: [consumer] } },
  ];
  return `export default ${layout(call('defineHeadwater', block(entries)), 0, 0, 1)};`;
}

function text(value: string): Expression {
  return atom(stringLiteral(value));
}

/** Each entity's constant ends so that it is no word of the language and no import. */
function constantNames(names: readonly string[]): readonly string[] {
  return names.map((name) => `${name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())}Entity`);
}
