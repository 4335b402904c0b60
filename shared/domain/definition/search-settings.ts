import { analysisProblems } from './analysis-parts.ts';
import type { Entity } from './entity.ts';

/** How an entity's text is taken apart, for the index as for a query. The parts are OpenSearch's own, by name. */
export interface Analyzer {
  /** @default 'standard' */
  readonly tokenizer?: string;
  /** In order. @default ['lowercase', 'asciifolding'] */
  readonly filter?: readonly string[];
}

/** What an entity's index is searched by, beside its fields' mappings. A change of it needs a reindex. */
export interface SearchSettings {
  readonly analyzer?: Analyzer;
  /**
   * Words that find each other, in Solr's form: `'sci-fi, science fiction'` both ways, `'film noir => noir'` one way. They
   * are applied to queries only, so that a document's score does not depend on how many synonyms its words have.
   */
  readonly synonyms?: readonly string[];
  /**
   * Names of tokenizers, filters and types of field that the domain has by a plugin, beyond those that every domain of AWS has: synth takes
   * them as they are. @default none
   */
  readonly plugins?: readonly string[];
}

/** They travel with every cluster state: beyond this many they belong into a file (a custom package of the domain). */
const MOST_SYNONYMS = 5_000;

/** What is wrong with an entity's search settings, a line each, naming entity, setting and fix. */
export function searchSettingsProblems({ name, search, fields }: Entity): string[] {
  if (!search) return [];
  const where = `entity ${name}, search`;
  const { synonyms = [], analyzer = {} } = search;
  const problems = synonyms.filter((rule) => !isRule(rule)).map((rule) => wrongRule(where, rule));
  if (synonyms.length > MOST_SYNONYMS)
    problems.push(`${where}: ${synonyms.length} synonyms: at most ${MOST_SYNONYMS} travel well with the index`);
  const { tokenizer = 'standard', filter = [] } = analyzer;
  const { plugins = [] } = search;
  const wrong = analysisProblems(tokenizer, filter, { synonyms: synonyms.length > 0, plugins });
  problems.push(...wrong.map((problem) => `${where}: ${problem}`));
  for (const [field, { headwater }] of Object.entries(fields)) {
    if (synonyms.length === 0 || headwater.search === false) continue;
    // OpenSearch would take the index's query analyzer, made for other words than the field's own analyzer makes.
    if ('analyzer' in headwater.search && !('search_analyzer' in headwater.search))
      problems.push(
        `entity ${name}, field ${field}: it has its own analyzer beside synonyms: name its search_analyzer`,
      );
  }
  return problems;
}

function isRule(rule: string): boolean {
  const sides = rule.split('=>').map((side) => side.split(',').map((word) => word.trim()));
  if (sides.length > 2 || sides.flat().includes('')) return false;
  return sides.length === 2 || (sides[0]?.length ?? 0) > 1;
}

function wrongRule(where: string, rule: string): string {
  return `${where}: synonyms "${rule}": write words joined by commas, or "words => words"`;
}
