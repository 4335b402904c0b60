/** Resource names on AWS allow at most 63 or 64 characters; ours are joined of the definition's, a stage and one of these. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const NAME_LENGTH = 24;

export function nameProblems(what: string, name: string): string[] {
  if (NAME.test(name) && name.length <= NAME_LENGTH) return [];
  return [
    `${what} "${name}": a name is lower-case words joined by hyphens, at most ${NAME_LENGTH} characters, such as "film-stock"`,
  ];
}

export function duplicatesOf(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
