import { join, resolve } from 'node:path';

/** Where Headwater's own files lie: the repository, or `dist` of the installed package. */
export const repository = resolve(import.meta.dirname, '..');

/** Every path below `.local/`. Installed things are kept until they change; data lives as long as the servers run. */
export interface Layout {
  readonly root: string;
  /** Of whoever installs, starts, deploys to or stops the cloud. */
  readonly lock: string;
  /** Of whoever installs: several clouds may share an installation. */
  readonly installLock: string;
  /** Of whoever plays on the cloud: a demo, a bad day, a drill. */
  readonly playLock: string;
  readonly venv: string;
  readonly python: string;
  readonly jars: string;
  readonly jarDownloads: string;
  /** The engine of event patterns: tests only. */
  readonly ruler: string;
  readonly markers: string;
  readonly logs: string;
  readonly pids: string;
  readonly data: string;
  readonly openSearchData: string;
  readonly miniStackData: string;
}

/**
 * The layout below `root`, by default HEADWATER_LOCAL_ROOT or `.local` in the repository. Unless `root` is given, what is installed may
 * lie apart, in HEADWATER_LOCAL_INSTALLATION, so that two clouds share it.
 */
export function layoutAt(root?: string): Layout {
  const base = resolve(root ?? process.env['HEADWATER_LOCAL_ROOT'] ?? join(repository, '.local'));
  const installation = root === undefined ? resolve(process.env['HEADWATER_LOCAL_INSTALLATION'] ?? base) : base;
  const below = (...parts: string[]): string => join(base, ...parts);
  const installed = (...parts: string[]): string => join(installation, ...parts);
  return {
    root: base,
    lock: below('up.lock'),
    installLock: installed('install.lock'),
    playLock: below('play.lock'),
    venv: installed('venv'),
    python: installed('venv', 'bin', 'python'),
    jars: installed('opensearch', 'jars'),
    jarDownloads: installed('opensearch', 'downloads'),
    ruler: installed('ruler'),
    markers: installed('markers'),
    logs: below('logs'),
    pids: below('pids'),
    data: below('data'),
    openSearchData: below('data', 'opensearch'),
    miniStackData: below('data', 'ministack'),
  };
}
