/** Resource names on AWS allow at most 63 or 64 characters; ours are joined of the definition's, a stage and one of these. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const NAME_LENGTH = 24;

export function nameProblems(what: string, name: string): string[] {
  if (NAME.test(name) && name.length <= NAME_LENGTH) return [];
  return [
    `${what} "${name}": a name is lower-case words joined by hyphens, at most ${NAME_LENGTH} characters, such as "film-stock"`,
  ];
}

/** Search names physical indices `<entity>-000001` and write aliases `<entity>-write`. */
export function indexNameProblems(name: string): string[] {
  return /-(write|\d{6})$/.test(name)
    ? [`entity "${name}": index names end like that: choose a name that does not end in -write or six digits`]
    : [];
}

export function duplicatesOf(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

/** A line for each name that a list has more than once. */
export function twiceProblems(where: string, names: readonly string[]): string[] {
  return duplicatesOf(names).map((twice) => `${where} names "${twice}" twice: once is enough`);
}
