import { buildSync, type Message } from 'esbuild';

/**
 * What a file exports, read without running it.
 *
 * @param path from `root`
 * @returns the names; or, when it cannot be read as TypeScript, where and why not: `shop/handler.ts:3: Expected ";"`
 */
export function exportedNames(root: string, path: string): readonly string[] | { readonly problem: string } {
  try {
    const { metafile } = buildSync({
      absWorkingDir: root,
      entryPoints: [path],
      outdir: '.',
      write: false,
      metafile: true,
      format: 'esm',
      logLevel: 'silent',
    });
    return Object.values(metafile.outputs).flatMap((output) => output.exports);
  } catch (error) {
    const [first] = error instanceof Error && 'errors' in error ? (error.errors as readonly Message[]) : [];
    if (!first) throw error;
    const { file = path, line = 0 } = first.location ?? {};
    return { problem: `${file}:${line}: ${first.text}` };
  }
}
