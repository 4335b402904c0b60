/** What an app must have: its definition, and the CDK's packages beside ours. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { own } from '../../shared/domain/own.ts';
import { findProject, packageAbove, projectNear } from '../../shared/project/find-project.ts';
import { loadDefinition } from '../../shared/runtime/load-definition.ts';
import { bad, looked, none, ok, type Finding } from './finding.ts';

interface OwnManifest {
  readonly version: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** @param directory where the command runs */
export async function appFindings(directory: string): Promise<readonly Finding[]> {
  const definition = await looked('definition', () => definitionFinding(directory));
  if (definition.state === 'none') return [definition];
  return [definition, await looked('versions', () => Promise.resolve(versionsFinding(packageAbove(directory))))];
}

async function definitionFinding(directory: string): Promise<Finding> {
  const wanted = process.env['HEADWATER_CONFIG'];
  const found = wanted === undefined ? projectNear(directory) : findProject(directory, wanted);
  if (!found) {
    const next = 'npm create headwater <folder> makes an app; the local cloud and AWS need a definition.';
    return none('definition', `no headwater.config.ts in ${directory} or above`, next);
  }
  const { config } = found;
  const { name, tables, consumers } = await loadDefinition(config);
  const entities = tables.flatMap((table) => table.entities.map((entity) => entity.name));
  return ok('definition', `${name}: ${entities.join(', ')}; ${consumers.length} consumers (${config})`);
}

function versionsFinding(root: string): Finding {
  const manifest = createRequire(import.meta.url)('headwater/package.json') as OwnManifest;
  const needed = { ...manifest.dependencies, ...manifest.peerDependencies };
  const from = createRequire(join(root, 'package.json'));
  const found = ['aws-cdk-lib', 'constructs'].map((name) => ({
    name,
    range: own(needed, name) ?? '',
    version: versionOf(from, name),
  }));
  const said = [
    `headwater ${manifest.version}`,
    ...found.map(({ name, version }) => `${name} ${version ?? 'missing'}`),
  ];
  const missing = found.filter(({ version }) => version === undefined);
  if (missing.length > 0) {
    const packages = missing.map(({ name, range }) => `${name}@${range}`).join(' ');
    return bad('versions', said.join(', '), `npm install ${packages}`);
  }
  const older = found.filter(({ version = '', range }) => isOlder(version, range));
  if (older.length > 0) {
    const packages = older.map(({ name, range }) => `${name}@${range}`).join(' ');
    return bad('versions', `${said.join(', ')}: too old`, `npm install ${packages}`);
  }
  return ok('versions', said.join(', '));
}

function versionOf(from: NodeJS.Require, name: string): string | undefined {
  // Not every package exports its package.json.
  for (const folder of from.resolve.paths(name) ?? []) {
    const file = join(folder, name, 'package.json');
    if (existsSync(file)) return (from(file) as { readonly version: string }).version;
  }
  return undefined;
}

/** Of the same major version, as `^` means it. */
function isOlder(version: string, range: string): boolean {
  const parts = (text: string): number[] => text.replace('^', '').split('.').map(Number);
  const [have, need] = [parts(version), parts(range)];
  const at = need.findIndex((part, index) => part !== have[index]);
  return at !== -1 && (at === 0 || (have[at] ?? 0) < (need[at] ?? 0));
}
