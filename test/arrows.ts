/** Holds the imports against the rules of .dependency-cruiser.mjs, and proves that the modules were seen at all. */
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const FOLDERS = ['shared', 'functions', 'infra', 'operations', 'cli', 'local', 'face', 'package', 'examples', 'test'];
const rulesFile: string = '../.dependency-cruiser.mjs';
const { forbidden, options } = ((await import(rulesFile)) as { default: Rules }).default;
interface Rules {
  readonly forbidden: readonly { readonly name: string; readonly comment: string }[];
  readonly options: object;
}

const { output } = await cruise(FOLDERS, { ...options, ruleSet: { forbidden }, validate: true } as never, undefined, {
  tsConfig: extractTSConfig('tsconfig.json'),
});
const { modules, summary } = output as ICruiseResult;

for (const { from, to, rule } of summary.violations) {
  const comment = forbidden.find(({ name }) => name === rule.name)?.comment ?? '';
  console.error(`${from} -> ${to}\n  ${rule.name}: ${comment}`);
}
// A parser that cannot read TypeScript finds no imports, and no faults either (TypeScript 7 has no compiler API).
const blind = FOLDERS.filter((folder) => {
  const inside = modules.filter(({ source }) => source.startsWith(`${folder}/`) && source.endsWith('.ts'));
  return !inside.some(({ dependencies }) => dependencies.some(({ resolved }) => resolved.endsWith('.ts')));
});
if (blind.length > 0)
  console.error(`no imports were seen in: ${blind.join(', ')}: dependency-cruiser cannot read them`);
const ours = modules.filter(({ source }) => !source.startsWith('node_modules') && source.includes('.ts'));
console.log(
  `${ours.length} modules, ${summary.totalDependenciesCruised ?? 0} dependencies, ${summary.violations.length} against the rules`,
);
process.exitCode = summary.violations.length > 0 || blind.length > 0 ? 1 : 0;
