/** The faces as the compiler sees them, for their report and for the test of their examples. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';

const repository = join(import.meta.dirname, '..');

/** What an app imports -> its source, as package.json says. */
export const FACES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(exportsOfPackage())
    .filter(([, source]) => source.endsWith('.ts'))
    .map(([entry, source]) => [entry.replace(/^\./, 'headwater'), join(repository, source)]),
);

/** Files that were read, for the next program of this process: the CDK's declarations take longer than all else. */
const READ = new Map<string, ts.SourceFile>();

export interface FaceName {
  /** Such as `headwater/cdk`. */
  readonly face: string;
  readonly name: string;
  /** What the name stands for, behind all re-exports. */
  readonly symbol: ts.Symbol;
  /** A function, class or constant; types are none. */
  readonly isValue: boolean;
}

/**
 * A program of the faces and of further files, with the repository's settings.
 * @param more absolute path -> text of files that are on no disk
 */
export function faceProgram(more: ReadonlyMap<string, string> = new Map()): ts.Program {
  const { config } = ts.readConfigFile(join(repository, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    readonly config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, repository);
  const settings = { ...options, noEmit: false, declaration: true, noUnusedLocals: false, removeComments: true };
  const disk = ts.createCompilerHost(settings);
  const host: ts.CompilerHost = {
    ...disk,
    readFile: (path) => more.get(path) ?? disk.readFile(path),
    fileExists: (path) => more.has(path) || disk.fileExists(path),
    getSourceFile: (path, language, ...how) => {
      const text = more.get(path);
      if (text !== undefined) return ts.createSourceFile(path, text, language);
      const source = READ.get(path) ?? disk.getSourceFile(path, language, ...how);
      if (source) READ.set(path, source);
      return source;
    },
  };
  return ts.createProgram([...Object.values(FACES), ...more.keys()], settings, host);
}

/** Every name that the faces export, in their order. */
export function faceNames(program: ts.Program): readonly FaceName[] {
  const checker = program.getTypeChecker();
  return Object.entries(FACES).flatMap(([face, path]) => {
    const source = program.getSourceFile(path);
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${basename(path)} exports nothing`);
    return checker.getExportsOfModule(module).map((exported) => {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      return { face, name: exported.name, symbol, isValue: (symbol.flags & ts.SymbolFlags.Value) !== 0 };
    });
  });
}

function exportsOfPackage(): Readonly<Record<string, string>> {
  const { exports } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, string>>;
  };
  return exports;
}
