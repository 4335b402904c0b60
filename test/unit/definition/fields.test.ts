import { expect, test } from 'vitest';
import {
  enumeration,
  localTimestamp,
  map,
  date,
  decimal,
  integer,
  keyword,
  list,
  object,
  optional,
  text,
} from '../../../shared/domain/definition/fields.ts';
import { problemsOf, withField } from './wrong.ts';

const MISTAKES: readonly (readonly [string, () => unknown, readonly string[]])[] = [
  [
    'String as a field',
    () => withField(String),
    ['entity film, field title is the function String: write text() or keyword()'],
  ],
  [
    'Number as a field',
    () => withField(Number),
    ['entity film, field title is the function Number: write integer(), double() or decimal(10, 2)'],
  ],
  [
    'a kind of field that is not called',
    () => withField(text),
    ['entity film, field title is the function text: call it: text()'],
  ],
  [
    'the name of a kind of field',
    () => withField('text'),
    ['entity film, field title is "text": call a kind of field, such as text()'],
  ],
  [
    'the name of a type',
    () => withField('string'),
    ['entity film, field title is "string": write text() or keyword()'],
  ],
  [
    'undefined as a field',
    () => withField(undefined),
    ['entity film, field title is undefined: call a kind of field, such as keyword()'],
  ],
  [
    'fields inside, but no object',
    () => withField({ a: keyword() }),
    ['entity film, field title is an object: write object({ ... }) around its fields'],
  ],
  [
    'a JSON Schema as a field',
    () => withField({ type: 'string' }),
    ['entity film, field title is an object: call a kind of field, such as keyword()'],
  ],
  [
    'a misspelt option',
    () => withField(keyword({ minlenght: 3 } as never)),
    ['entity film, field title: keyword(): minlenght is no setting: did you mean minLength?'],
  ],
  [
    'an option that there is not',
    () => withField(keyword({ unique: true } as never)),
    [
      'entity film, field title: keyword(): unique is no setting: take it away (there are search, column, description, attribute, minLength, maxLength, pattern, coerce)',
    ],
  ],
  [
    'an option of another kind',
    () => withField(keyword({ minimum: 3 } as never)),
    [
      'entity film, field title: keyword(): minimum is no setting: take it away (there are search, column, description, attribute, minLength, maxLength, pattern, coerce)',
    ],
  ],
  [
    'options that are text',
    () => withField(keyword('x' as never)),
    ['entity film, field title: keyword() is "x": write keyword({ description: \'...\' })'],
  ],
  [
    'minLength -1',
    () => withField(keyword({ minLength: -1 })),
    ['entity film, field title: keyword(): minLength is -1: give a whole number from 0'],
  ],
  [
    'lengths that cross',
    () => withField(keyword({ minLength: 5, maxLength: 3 })),
    ['entity film, field title: keyword(): minLength 5 is beyond maxLength 3: no value fits: swap them'],
  ],
  [
    'bounds that cross',
    () => withField(integer({ minimum: 5, maximum: 3 })),
    ['entity film, field title: integer(): minimum 5 is beyond maximum 3: no value fits: swap them'],
  ],
  [
    'a bound that is text',
    () => withField(integer({ minimum: '5' } as never)),
    ['entity film, field title: integer(): minimum is "5": give a finite number'],
  ],
  [
    'local times without a zone',
    () => withField((localTimestamp as () => never)()),
    ["entity film, field title: localTimestamp() is missing: write localTimestamp({ zone: 'Europe/Paris' })"],
  ],
  [
    'the values of an enumeration one by one',
    () => withField((enumeration as (...values: unknown[]) => never)('a', 'b')),
    ["entity film, field title: enumeration() is \"b\": write enumeration(['open', 'paid'])"],
  ],
  [
    'an enumeration of nothing',
    () => withField((enumeration as () => never)()),
    ["entity film, field title: enumeration() of undefined: give a list of its values: enumeration(['open', 'paid'])"],
  ],
  [
    "TypeScript's own kind of enumeration",
    () => withField(enumeration({ Open: 'open', Paid: 'paid' } as never)),
    [
      'entity film, field title: enumeration() of an object: give a list of its values: enumeration(Object.values(...))',
    ],
  ],
  [
    'a set of values in a list',
    () => withField(list(enumeration(new Set(['open']) as never))),
    [
      'entity film, field title: enumeration() of an object: give a list of its values: enumeration(Object.values(...))',
    ],
  ],
  [
    'bounds without a whole number between them',
    () => withField(integer({ minimum: 1.5, maximum: 1.7 })),
    ['entity film, field title: integer(): between minimum 1.5 and maximum 1.7 lies no whole number: no value fits'],
  ],
  [
    'a class as a field',
    () =>
      withField(
        class Title {
          text = '';
        },
      ),
    ['entity film, field title is the class Title: call a kind of field, such as keyword()'],
  ],
  [
    'the digits of a decimal as options',
    () => withField((decimal as (digits: unknown) => never)({ precision: 10, scale: 2 })),
    [
      'entity film, field title: decimal(an object, undefined): give 1 to 38 digits, and of them 0 to all behind the point',
    ],
  ],
  [
    'a field in place of options',
    () => withField(map(keyword() as never)),
    ['entity film, field title: map() is given a field: write map()'],
  ],
  [
    'nested texts',
    () => withField(list(keyword(), { nested: true })),
    [
      'entity film, field title: search: OpenSearch refuses rows by the type "nested" here: it does not take what this kind of field holds: declare list(object({ ... }), { nested: true }), or leave search out',
    ],
  ],
  [
    'days that cross',
    () => withField(date({ min: '2026-01-01', max: '2025-01-01' })),
    ['entity film, field title: min 2026-01-01 lies after max 2025-01-01: no value can lie between them'],
  ],
  [
    'a pattern that does not compile',
    () => withField(keyword({ pattern: '(a' })),
    [
      'entity film, field title: keyword(): pattern "(a" is no regular expression (Unterminated group): correct it; it is read with the flag u',
    ],
  ],
  [
    'a pattern that compiles only without the flag u',
    () => withField(keyword({ pattern: '\\-' })),
    [
      'entity film, field title: keyword(): pattern "\\\\-" is no regular expression (Invalid escape): correct it; it is read with the flag u',
    ],
  ],
  [
    'a pattern that is a RegExp',
    () => withField(keyword({ pattern: /a/ } as never)),
    [
      'entity film, field title: keyword(): pattern is the regular expression /a/: give the text of a regular expression',
    ],
  ],
  [
    'a pattern that can take for ever',
    () => withField(keyword({ pattern: '^(a+)+$' })),
    [
      'entity film, field title: keyword(): pattern "^(a+)+$" can take for ever, as it repeats a repetition: write (a+)+ as a+',
    ],
  ],
  [
    'search: true',
    () => withField(keyword({ search: true } as never)),
    [
      "entity film, field title: keyword(): search is true: give false, or an OpenSearch mapping such as { type: 'keyword' }",
    ],
  ],
  [
    'column: true',
    () => withField(keyword({ column: true } as never)),
    ['entity film, field title: keyword(): column is true: write false, or leave it out'],
  ],
  [
    'a list of String',
    () => withField(list(String as never)),
    ['entity film, field title: list(): element is the function String: write text() or keyword()'],
  ],
  [
    'a list of nothing',
    () => withField(list(undefined as never)),
    ['entity film, field title: list(): element is undefined: call a kind of field, such as keyword()'],
  ],
  [
    'String inside an object',
    () => withField(object({ city: String } as never)),
    ['entity film, field title: object(): city is the function String: write text() or keyword()'],
  ],
  [
    'an object of nothing',
    () => withField(object(undefined as never)),
    ['entity film, field title: object() of undefined: give its fields, such as { city: keyword() }'],
  ],
  [
    'a misspelt option inside an object',
    () => withField(object({ city: keyword({ maxlength: 5 } as never) })),
    ['entity film, field title.city: keyword(): maxlength is no setting: did you mean maxLength?'],
  ],
  [
    'an optional that is not called',
    () => withField(optional(keyword as never)),
    ['entity film, field title: optional(): field is the function keyword: call it: keyword()'],
  ],
  [
    'a misspelt option inside an optional list',
    () => withField(optional(list(keyword({ patern: 'a' } as never)))),
    ['entity film, field title: keyword(): patern is no setting: did you mean pattern?'],
  ],
  [
    'a decimal without digits',
    () => withField(decimal(undefined as never, undefined as never)),
    [
      'entity film, field title: decimal(undefined, undefined): give 1 to 38 digits, and of them 0 to all behind the point',
    ],
  ],
];

test.each(MISTAKES)('of a field: %s', (_, made, sentences) => {
  expect(problemsOf(made())).toEqual(sentences);
});
