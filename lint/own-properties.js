/**
 * A name out of data or of the definition may be `constructor`, `toString` or `__proto__`, which every plain object
 * inherits: `record[name]` then finds what nobody wrote, `name in record` is true, and `record['__proto__'] = value` writes
 * nothing. This rule refuses the three, for records that any text may index, so that such a name is read by
 * shared/domain/own.ts, and records are built by `Object.fromEntries`, `Map` or a computed key in a literal.
 */
import ts from 'typescript';

const OF_REFLECT = new Set(['get', 'set', 'has']);

export default {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      read: 'An inherited property may answer: read it with own(record, name) of shared/domain/own.ts, or keep a Map.',
      write: 'A name `__proto__` would write nothing: build the record with Object.fromEntries, or keep a Map.',
      in: '`in` finds inherited properties: ask Object.hasOwn(record, name).',
      assign: 'Object.assign sets a property `__proto__`: spread the objects.',
    },
  },
  create(context) {
    const { esTreeNodeToTSNodeMap, program } = context.sourceCode.parserServices;
    const checker = program.getTypeChecker();
    const typeOf = (node) => checker.getTypeAtLocation(esTreeNodeToTSNodeMap.get(node));
    const isOpen = (object, name) => isAnyText(typeOf(name), checker) && hasTextIndex(typeOf(object), checker);

    return {
      MemberExpression(node) {
        if (!node.computed || !isOpen(node.object, node.property)) return;
        const { parent } = node;
        const written =
          (parent.type === 'AssignmentExpression' && parent.left === node) || parent.type === 'UpdateExpression';
        context.report({ node, messageId: written ? 'write' : 'read' });
      },
      // const { [name]: value } = record
      'ObjectPattern > Property[computed=true]'(node) {
        if (isOpen(node.parent, node.key)) context.report({ node, messageId: 'read' });
      },
      'BinaryExpression[operator="in"]'(node) {
        if (node.left.type !== 'PrivateIdentifier' && isAnyText(typeOf(node.left), checker))
          context.report({ node, messageId: 'in' });
      },
      'CallExpression[callee.object.name="Reflect"]'(node) {
        const [, name] = node.arguments;
        if (OF_REFLECT.has(node.callee.property.name) && name && name.type !== 'Literal')
          context.report({ node, messageId: 'read' });
      },
      'CallExpression[callee.object.name="Object"][callee.property.name="assign"]'(node) {
        if (!node.arguments.slice(1).every(isWritten)) context.report({ node, messageId: 'assign' });
      },
    };
  },
};

/** `{ name: code }`: its names stand there to be read. */
function isWritten(node) {
  return (
    node.type === 'ObjectExpression' && node.properties.every(({ type, computed }) => type === 'Property' && !computed)
  );
}

/** Text that is not one of a few known words: `string`, a template, or a type parameter that may be either. */
function isAnyText(type, checker) {
  const inner = checker.getBaseConstraintOfType(type) ?? type;
  if (inner.isUnion()) return inner.types.some((one) => isAnyText(one, checker));
  return (inner.flags & (ts.TypeFlags.String | ts.TypeFlags.TemplateLiteral | ts.TypeFlags.StringMapping)) !== 0;
}

function hasTextIndex(type, checker) {
  const inner = checker.getNonNullableType(checker.getBaseConstraintOfType(type) ?? type);
  if (inner.isUnion()) return inner.types.some((one) => hasTextIndex(one, checker));
  return checker.getIndexInfoOfType(inner, ts.IndexKind.String) !== undefined;
}
