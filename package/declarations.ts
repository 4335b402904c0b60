/** The declarations of our own files, one of them at a time, and which others it names. */
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** What stands under one name at the top of a file: overloads of a function are several statements. */
export interface Declared {
  readonly path: string;
  readonly name: string;
  readonly statements: readonly ts.Statement[];
  /** Whether an app can import it: else nobody but us calls its constructor, which is then left out. */
  readonly isImportable: boolean;
}

export class Declarations {
  readonly #program: ts.Program;
  readonly #importable: ReadonlySet<string>;
  readonly #sources = new Map<string, ts.SourceFile>();
  readonly #found = new Map<string, Declared | undefined>();
  readonly #printer = ts.createPrinter({ removeComments: true });

  /** @param importable what an app can import */
  constructor(program: ts.Program, importable: readonly ts.Symbol[]) {
    this.#program = program;
    this.#importable = new Set(importable.map((symbol) => keyOf(fileOf(symbol)?.fileName ?? '', symbol.name)));
  }

  /** @returns undefined for what is declared in another package */
  of(symbol: ts.Symbol): Declared | undefined {
    const file = fileOf(symbol);
    return file && this.#find(file.fileName, symbol.name);
  }

  /** What a declaration names in its types, of our own files. */
  namedBy({ path, statements, isImportable }: Declared): readonly Declared[] {
    const names = new Set<string>();
    const visit = (node: ts.Node): void => {
      if (isHidden(node, isImportable) || isKeysOfConstant(node)) return;
      if (ts.isIdentifier(node)) names.add(node.text);
      ts.forEachChild(node, visit);
    };
    statements.forEach(visit);
    return [...names].flatMap((name) => this.#find(path, name) ?? []);
  }

  /** Without comments, without what is private. */
  textOf(declared: Declared): string {
    return declared.statements.map((one) => this.#textOf(declared, one)).join('\n');
  }

  #textOf({ path, name, isImportable }: Declared, statement: ts.Statement): string {
    const file = this.#sourceOf(path);
    if (ts.isTypeAliasDeclaration(statement) && isKeysOfConstant(statement.type)) {
      return `export type ${name} =\n${this.#keysIn(path, name)
        .map((key) => `  | ${key}`)
        .join('\n')};`;
    }
    if (!ts.isClassDeclaration(statement)) return this.#printer.printNode(ts.EmitHint.Unspecified, statement, file);
    const members = statement.members.filter((member) => !isHidden(member, isImportable));
    const { modifiers, name: own, typeParameters, heritageClauses } = statement;
    const open = ts.factory.updateClassDeclaration(statement, modifiers, own, typeParameters, heritageClauses, members);
    return this.#printer.printNode(ts.EmitHint.Unspecified, open, file);
  }

  /** The constant has texts that are no promise: its keys are. */
  #keysIn(path: string, name: string): readonly string[] {
    const source = this.#program.getSourceFile(path);
    const checker = this.#program.getTypeChecker();
    const alias = source?.statements.find((one) => ts.isTypeAliasDeclaration(one) && one.name.text === name);
    const type = alias && checker.getTypeAtLocation(alias);
    const types = type?.isUnion() ? type.types : type ? [type] : [];
    return types.map((one) => checker.typeToString(one)).sort();
  }

  #find(path: string, name: string): Declared | undefined {
    const key = keyOf(path, name);
    if (!this.#found.has(key)) this.#found.set(key, this.#search(path, name));
    return this.#found.get(key);
  }

  #search(path: string, name: string): Declared | undefined {
    const { statements } = this.#sourceOf(path);
    const own = statements.filter((one) => namesOf(one).includes(name));
    const isImportable = this.#importable.has(keyOf(path, name));
    if (own.length > 0) return { path, name, statements: own, isImportable };
    for (const statement of statements) {
      if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
      const from = statement.moduleSpecifier;
      if (!from || !ts.isStringLiteral(from) || !from.text.startsWith('.')) continue;
      const bindings = ts.isImportDeclaration(statement)
        ? statement.importClause?.namedBindings
        : statement.exportClause;
      if (!bindings || (!ts.isNamedImports(bindings) && !ts.isNamedExports(bindings))) continue;
      const elements: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[] = [...bindings.elements];
      const bound = elements.find((element) => element.name.text === name);
      if (bound) return this.#find(join(dirname(path), from.text), (bound.propertyName ?? bound.name).text);
    }
    return undefined;
  }

  #sourceOf(path: string): ts.SourceFile {
    const known = this.#sources.get(path);
    if (known) return known;
    const source = this.#program.getSourceFile(path);
    if (!source) throw new Error(`${path} is no file of the program`);
    let text = '';
    const take = (_: string, content: string): void => void (text = content);
    this.#program.emit(source, take, undefined, true);
    const declarations = ts.createSourceFile(path.replace(/\.ts$/, '.d.ts'), text, ts.ScriptTarget.Latest, true);
    this.#sources.set(path, declarations);
    return declarations;
  }
}

function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => (ts.isIdentifier(name) ? name.text : ''));
  }
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return isNamed && statement.name ? [statement.name.text] : [];
}

function keyOf(path: string, name: string): string {
  return `${path} ${name}`;
}

function fileOf(symbol: ts.Symbol): ts.SourceFile | undefined {
  return symbol.declarations?.[0]?.getSourceFile();
}

function isHidden(node: ts.Node, isImportable: boolean): boolean {
  if (!ts.isClassElement(node)) return false;
  if (ts.isConstructorDeclaration(node) && !isImportable) return true;
  const isPrivateName = node.name !== undefined && ts.isPrivateIdentifier(node.name);
  return isPrivateName || (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private) !== 0;
}

/** `keyof typeof CONSTANT` */
function isKeysOfConstant(node: ts.Node): boolean {
  return ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.KeyOfKeyword && ts.isTypeQueryNode(node.type);
}
