/**
 * What an app can import, as text: a change of it is a diff in review. Printed of the declarations that the compiler emits.
 * `@microsoft/api-extractor` would want a build first, a configuration and a report for each entry, and a dozen packages more.
 */
import { join } from 'node:path';
import type ts from 'typescript';
import { Declarations, type Declared } from './declarations.ts';
import { faceNames } from './face-program.ts';

const repository = join(import.meta.dirname, '..');

/** The committed report. */
export const REPORT = join(repository, 'face/report.api.md');

const INTRO = `# What an app can import

Made by \`npm run face:report\`; a test fails when it is not of the code. What goes or changes here breaks apps: [UPGRADING.md](../UPGRADING.md).
`;

/** @param program of the faces, with declarations (face-program.ts) */
export function faceReport(program: ts.Program): string {
  const printed = new Set<Declared>();
  const parts = [INTRO];
  const names = faceNames(program);
  const declarations = new Declarations(
    program,
    names.map(({ symbol }) => symbol),
  );
  for (const face of new Set(names.map((one) => one.face))) {
    const declared = names
      .filter((one) => one.face === face)
      .sort((one, other) => (one.name < other.name ? -1 : 1))
      .flatMap(({ symbol }) => declarations.of(symbol) ?? []);
    for (const one of declared) printed.add(one);
    parts.push(section(`\`${face}\``, declared, declarations));
  }
  parts.push(section('Behind these: types that they name', behind(printed, declarations), declarations));
  return parts.join('\n');
}

/** What the printed ones name, and what that names in turn. */
function behind(printed: ReadonlySet<Declared>, declarations: Declarations): readonly Declared[] {
  const found = new Set(printed);
  // A set's loop comes to what is added while it runs.
  for (const one of found) for (const named of declarations.namedBy(one)) found.add(named);
  return [...found]
    .filter((one) => !printed.has(one))
    .sort((one, other) => (`${one.name} ${one.path}` < `${other.name} ${other.path}` ? -1 : 1));
}

function section(title: string, declared: readonly Declared[], declarations: Declarations): string {
  return `## ${title}\n\n\`\`\`ts\n${declared.map((one) => declarations.textOf(one)).join('\n')}\n\`\`\`\n`;
}
