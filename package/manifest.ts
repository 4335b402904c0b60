export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Constructs of two copies of these do not fit together: the app's own is used. The app may have a newer minor version. */
const PEERS = ['aws-cdk-lib', 'constructs'];

/** package.json of what is published, made of the repository's: each entry of `exports` points to the JavaScript of its source. */
export function manifestOf({ name, version, description, license, exports, dependencies }: Manifest): object {
  const entries = Object.entries(dependencies);
  return {
    name,
    version,
    description,
    license,
    type: 'module',
    // 20.19: the first of its line in which CommonJS can require an ES module.
    engines: { node: '>=20.19' },
    bin: { headwater: 'dist/cli/installed.mjs' },
    exports: Object.fromEntries(Object.entries(exports).map(([entry, source]) => [entry, builtOf(source)])),
    files: ['dist', 'docs', 'CHANGELOG.md', 'UPGRADING.md', 'SECURITY.md'],
    sideEffects: false,
    dependencies: Object.fromEntries(entries.filter(([dependency]) => !PEERS.includes(dependency))),
    peerDependencies: Object.fromEntries(
      entries.filter(([dependency]) => PEERS.includes(dependency)).map(([peer, version]) => [peer, `^${version}`]),
    ),
  };
}

/** `./face/cdk.ts` -> its declarations and its JavaScript below `dist`. */
function builtOf(source: string): object | string {
  if (!source.endsWith('.ts')) return source;
  const built = source.replace(/^\.\//, './dist/').replace(/\.ts$/, '');
  return { types: `${built}.d.ts`, default: `${built}.js` };
}
