import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import ownProperties from './lint/own-properties.js';

export default tseslint.config(
  { ignores: ['node_modules/', '.local/', '.package/', 'cdk.out*/', '**/*.cjs'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    // One program for all: an app below examples/ with a tsconfig of its own would be a second one, and 4 GB of memory.
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, ignoreUsingDeclarations: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['{shared,functions,operations,cli,infra,examples}/**/*.ts'],
    plugins: { headwater: { rules: { 'own-properties': ownProperties } } },
    rules: { 'headwater/own-properties': 'error' },
  },
  {
    files: ['{cli,operations,shared,functions,infra,local,examples}/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'CallExpression > MemberExpression[property.name=/^(runAndRead|streamAndRead|getRow|getColumn|convertRow|convertColumn|yieldConverted|yieldRow)/]',
          message:
            'The DuckDB client drops U+FEFF at the start of a text: read answers by shared/adapters/duckdb/read-answer.ts.',
        },
        {
          selector:
            ':matches(BinaryExpression[operator=/^[!=]==$/]:matches([left.name="type"], [left.property.name="type"]), SwitchStatement:matches([discriminant.name="type"], [discriminant.property.name="type"]) > SwitchCase) > Literal[value=/^(search|analytics|function|webhook)$/]',
          message: 'Ask what a consumer is, not its type: shared/domain/consumers/facts.ts.',
        },
      ],
      // It ends a line at U+2028 too, which JSON text holds as it is: shared/adapters/disk/lines.ts.
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'node:readline', message: 'Lines of data: shared/adapters/disk/lines.ts.' }] },
      ],
    },
  },
  {
    files: ['operations/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'An operation does not know which process asks: let the option be passed in.' },
        { name: 'console', message: 'Tell it by onProgress (operations/progress.ts).' },
      ],
    },
  },
  // Lines of a program of ours in `local`, and no data.
  { files: ['local/ruler.ts'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['test/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly', Buffer: 'readonly' } },
  },
);
