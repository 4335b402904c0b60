/** Arrows point one way: domain <- dialects <- adapters, domain <- ports <- adapters; runtime uses domain and ports; functions and operations wire them together; cli asks operations. */
export default {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment: 'The domain knows no technology and no other folder: that is what makes the simulation possible.',
      severity: 'error',
      from: { path: '^shared/domain/', pathNot: '^shared/domain/definition/' },
      to: { pathNot: '^(shared/domain/|node_modules/typebox/|crypto$)' },
    },
    {
      name: 'a-definition-is-checked-by-the-dialects',
      comment:
        'What no technology could take is refused at synth: the checks of a definition, alone in the domain, ask its translators.',
      severity: 'error',
      from: { path: '^shared/domain/definition/' },
      to: { pathNot: '^(shared/(domain|dialects)/|node_modules/typebox/|crypto$)' },
    },
    {
      name: 'dialects-are-pure',
      comment:
        'A dialect says something of the domain in the words of a technology. It has no client, and asks nobody.',
      severity: 'error',
      from: { path: '^shared/dialects/' },
      to: { pathNot: '^(shared/(domain|dialects)/|crypto$)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'ports-use-the-domain-only',
      comment: 'A port says what the domain needs from the world, in the words of the domain.',
      severity: 'error',
      from: { path: '^shared/ports/' },
      to: { pathNot: '^shared/(domain|ports)/' },
    },
    {
      name: 'adapters-know-no-runtime',
      comment: 'An adapter implements a port; what runs it is not its business.',
      severity: 'error',
      from: { path: '^shared/adapters/' },
      to: { path: '^(shared/runtime|functions|operations|cli|infra|local|examples|test)' },
    },
    {
      name: 'adapters-stand-alone',
      comment: 'One folder per technology: an adapter that needs another hides a second technology.',
      severity: 'error',
      from: { path: '^shared/adapters/([^/]+)/' },
      to: { path: '^shared/adapters/', pathNot: '^shared/adapters/($1)/' },
    },
    {
      name: 'runtime-uses-domain-and-ports',
      comment: 'What every function shares must not pull a technology into every bundle.',
      severity: 'error',
      from: { path: '^shared/runtime/' },
      to: { path: '^(shared/adapters|functions|cli|infra|local|examples|test)' },
    },
    {
      name: 'wiring-serves-the-functions',
      comment:
        'What the handlers would copy stands once: the runtime joined to adapters. Nothing below it knows of it.',
      severity: 'error',
      from: { path: '^shared/wiring/' },
      to: { path: '^(functions|cli|infra|local|examples|test|headwater\\.config\\.ts)' },
    },
    {
      name: 'wiring-is-on-top',
      comment: 'Domain, ports, adapters and runtime must not pull the adapters of a consumer in.',
      severity: 'error',
      from: { path: '^shared/(domain|ports|adapters|runtime)/' },
      to: { path: '^shared/wiring/' },
    },
    {
      name: 'functions-stand-alone',
      comment: 'A function is deployed by itself: what two of them share lives in shared/.',
      severity: 'error',
      from: { path: '^functions/([^/]+)/' },
      to: { path: '^(functions|cli|infra|local|test)/', pathNot: '^functions/$1/' },
    },
    {
      name: 'infra-imports-definitions-and-names',
      comment: "Synth must not load a handler's code: infra points at its file and imports only definitions.",
      severity: 'error',
      from: { path: '^infra/' },
      to: { path: '^(functions|cli|local|test|shared/(adapters|ports|wiring))/' },
    },
    {
      name: 'operations-do-not-know-who-asked',
      comment:
        'What is done to a deployment is the same from a terminal, a page and a function: ports and options in, reports and progress out.',
      severity: 'error',
      from: { path: '^operations/' },
      to: { path: '^(cli|local|functions|infra|face|examples|test)/' },
    },
    {
      name: 'what-operations-stand-on-knows-none',
      comment: 'Operations use domain, adapters and runtime, and not the other way round.',
      severity: 'error',
      from: { path: '^(shared|local|functions|infra)/' },
      to: { path: '^operations/' },
    },
    {
      name: 'only-the-command-line-knows-the-local-cloud',
      comment: 'The pipeline cannot tell where it runs: only the command line and the tests start a local cloud.',
      severity: 'error',
      from: { pathNot: '^(local|cli|test|bench)/' },
      to: { path: '^local/' },
    },
    {
      name: 'local-stands-alone',
      comment: 'The local cloud is an AWS, whatever is deployed to it.',
      severity: 'error',
      from: { path: '^local/' },
      to: { path: '^(shared|functions|cli|infra|examples|test)' },
    },
    {
      name: 'examples-see-the-face-only',
      comment: 'An example is an app like any other: what it needs beyond the face, every user would need.',
      severity: 'error',
      from: { path: '^examples/' },
      to: { path: '^(shared|functions|operations|cli|infra|local|test)/' },
    },
    {
      name: 'the-product-knows-no-app',
      comment: 'It is told which definition it works for.',
      severity: 'error',
      from: { path: '^(shared|functions|operations|infra|local|face|cli)/' },
      to: { path: '^examples/' },
    },
    {
      name: 'tests-have-an-app-of-their-own',
      comment:
        'The film shop is an app of a user: the tests of the product use test/fixtures/shop. Its own tests lie in examples/film-shop/test, or in test/film-shop when they need more than the face. The documents of the repository show its verbs.',
      severity: 'error',
      from: { path: '^test/', pathNot: '^test/(film-shop/|support/whole-command-line\\.ts$)' },
      to: { path: '^examples/film-shop/' },
    },
    {
      name: 'a-verb-has-its-options',
      comment:
        'A verb and its options stand in cli/verbs; its command takes their type from there, and is imported when it runs.',
      severity: 'error',
      from: { path: '^cli/verbs/' },
      to: { path: '^cli/commands/', dependencyTypesNot: ['dynamic-import'] },
    },
    {
      name: 'no-tests-in-the-product',
      comment: 'What ships does not depend on tests.',
      severity: 'error',
      from: { pathNot: '^(test|bench)/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-circles',
      comment: 'Two modules that need each other are one module, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that leads nowhere fails only when it runs.',
      severity: 'error',
      from: {},
      // aws-lambda is types only (@types/aws-lambda): there is no such module at run time.
      to: { couldNotResolve: true, pathNot: '^aws-lambda$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js'],
    },
  },
};
