// Writes an app from `template/`: whole, or not at all.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A mistake of the user's: shown without a stack. */
export class Refused extends Error {
  constructor(message, next) {
    super(message);
    this.next = next;
  }
}

const TEMPLATE = fileURLToPath(new URL('template', import.meta.url));
const OWN = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
/** As names of stacks and indices take it: shared/domain/definition/names.ts. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** @param spec where the package headwater comes from; undefined: the version of this package */
export function writeApp({ folder, entity, spec = OWN.version, manager }) {
  if (folder.trim() === '')
    throw new Refused('No folder was named.', 'npm create headwater my-app; a dot is this one.');
  if (/\p{Cc}/u.test(folder))
    throw new Refused(`${JSON.stringify(folder)} has characters that no terminal shows.`, 'Name another folder.');
  const target = resolve(folder);
  const name = nameOf(basename(target));
  if (!NAME.test(entity) || entity.length > 30) {
    throw new Refused(
      `"${entity}" is no name of an entity.`,
      'Lower-case words with hyphens, such as product or order-line.',
    );
  }
  refuseFull(target);
  const found = fileOf(spec);
  const files = filesOf(TEMPLATE).map((path) => [
    path.replace(/(^|\/)_gitignore$/, '$1.gitignore'),
    filled(path, readFileSync(join(TEMPLATE, path), 'utf8'), { name, entity, spec: found, manager }),
  ]);
  put(target, files);
  const cd = relative(process.cwd(), target) || '.';
  return { name, folder: target, cd, files: files.length, manager };
}

/** npm installs no package into one of its own name. */
const DEPENDENCIES = new Set([
  'headwater',
  'aws-cdk-lib',
  'aws-cdk',
  'constructs',
  'node',
  'typescript',
  'node-modules',
]);

function nameOf(folder) {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '')
    .slice(0, 30);
  if (DEPENDENCIES.has(name))
    throw new Refused(`An app cannot be named ${name}: it depends on a package of that name.`, 'Name another folder.');
  if (NAME.test(name)) return name;
  throw new Refused(`"${folder}" gives the app no name.`, 'Name the folder in lower-case words with hyphens: my-app.');
}

/** What a folder may hold before its app: `git init`, or a window that looked into it. */
const BEFORE_AN_APP = new Set(['.git', '.DS_Store']);

/** A file is named from here, and npm would look for it in the app. */
function fileOf(spec) {
  if (!spec.startsWith('file:')) return spec;
  const path = resolve(spec.slice('file:'.length));
  if (existsSync(path)) return `file:${path}`;
  throw new Refused(
    `There is no ${path}, where ${spec} would be.`,
    'Name the archive or the folder of the package headwater.',
  );
}

function refuseFull(target) {
  if (!existsSync(target)) return;
  if (!statSync(target).isDirectory()) throw new Refused(`${target} is a file.`, 'Name another folder.');
  const [first] = readdirSync(target).filter((name) => !BEFORE_AN_APP.has(name));
  if (first !== undefined) {
    throw new Refused(
      `${target} is not empty: it holds ${first}.`,
      'Name another folder, or empty this one. Nothing was written.',
    );
  }
}

/** Beside the folder first: what fails on the way leaves nothing. */
function put(target, files) {
  const parent = dirname(target);
  let made;
  try {
    mkdirSync(parent, { recursive: true });
    made = mkdtempSync(join(parent, '.create-headwater-'));
    for (const [path, text] of files) {
      mkdirSync(dirname(join(made, path)), { recursive: true });
      writeFileSync(join(made, path), text);
    }
    // It is private as it is made.
    chmodSync(made, 0o755);
    if (!existsSync(target)) renameSync(made, target);
    else for (const name of readdirSync(made)) renameSync(join(made, name), join(target, name));
  } catch (error) {
    throw new Refused(
      `${target} could not be written: ${error.message}`,
      'Mend that, and run it again. Nothing was written.',
    );
  } finally {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
  }
}

function filled(path, text, { name, entity, spec, manager }) {
  const identifier = path.endsWith('.ts') ? identifierOf(entity) : entity;
  // In one pass: what has been replaced is not looked at again.
  const named = text.replaceAll(/my-app|'product'|PRODUCT|\bproduct\b/g, (word) => {
    if (word === 'my-app') return name;
    if (word === 'PRODUCT') return entity.toUpperCase();
    return word === 'product' ? identifier : `'${entity}'`;
  });
  if (path === 'package.json') return named.replace(/("headwater": )"[^"]*"/, (_, key) => key + JSON.stringify(spec));
  return manager === 'pnpm' ? forPnpm(path, named) : named;
}

/** What cannot be the name of a constant in the app: JavaScript's own words, and what the file has already. */
const TAKEN = new Set(
  [
    'arguments async await break case catch class const continue debugger default delete do else enum eval export extends',
    'false finally for function if implements import in instanceof interface let new null package private protected public',
    'return static super switch this throw true try typeof undefined var void while with yield',
    'main decimal keyword list optional text defineConsumer defineEntity defineHeadwater defineTable',
  ].flatMap((words) => words.split(' ')),
);

/** `order-line` -> orderLine; `class` -> classEntity */
export function identifierOf(entity) {
  const camel = entity.replaceAll(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
  return TAKEN.has(camel) ? `${camel}Entity` : camel;
}

function forPnpm(path, text) {
  if (!/\.(md|yml)$/.test(path)) return text;
  const words = text.replaceAll(/\bnpm (install|start|test|run)\b/g, 'pnpm $1').replaceAll(/\bnpx /g, 'pnpm exec ');
  return path.endsWith('.yml')
    ? words.replace('      - run: pnpm install', '      - run: corepack enable pnpm\n      - run: pnpm install')
    : words;
}

function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}
