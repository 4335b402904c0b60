/** The declarations that an app's compiler reads: those of the faces, and what they name, file by file. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * @param faces paths of built declarations, such as `<package>/dist/face/cdk.d.ts`
 * @returns paths of all that are reached from there
 */
export function declarationsOfFaces(faces: readonly string[]): ReadonlySet<string> {
  const reached = new Set(faces);
  // A set goes on with what is added to it.
  for (const path of reached) for (const named of namedBy(path)) reached.add(named);
  return reached;
}

function namedBy(path: string): readonly string[] {
  const code = readFileSync(path, 'utf8').replaceAll(/\/\*[^]*?\*\//g, '');
  const named = code.matchAll(/(?:\bfrom|\bimport\(|\bimport)\s*['"](\.[^'"]+)\.[jt]s['"]/g);
  return Array.from(named, ([, file = '']) => join(dirname(path), `${file}.d.ts`));
}
