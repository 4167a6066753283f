import ts from 'typescript'
import { expect, test } from 'vitest'
import { project } from './helpers.ts'

const parsed = ts.getParsedCommandLineOfConfigFile(
  project('tsconfig.json'),
  {},
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
)!
const program = ts.createProgram(parsed.fileNames, parsed.options)
const types = program.getTypeChecker()
const sources = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(project('src/')))

/** Every node of src that a rule finds fault with, by place and text. */
function faults(isFault: (node: ts.Node) => boolean): string[] {
  const found: string[] = []
  for (const source of sources) {
    const visit = (node: ts.Node): void => {
      if (isFault(node)) found.push(`${source.fileName.slice(project('').length)}: ${node.getText()}`)
      ts.forEachChild(node, visit)
    }
    visit(source)
  }
  return found
}

const anyText = ts.TypeFlags.String | ts.TypeFlags.TemplateLiteral | ts.TypeFlags.Any | ts.TypeFlags.Unknown

/** Whether a key may be any text: neither a number, nor one of a few words, nor a key of a type that is known. */
function isAnyText(key: ts.Expression): boolean {
  const type = types.getTypeAtLocation(key)
  return (type.isUnion() ? type.types : [type]).some(({ flags }) => flags & anyText)
}

/** Asks for nothing but keys of its own. */
const guarded = ['src/read/text/values.ts: value[key]']

test('no object is asked for a name that came from input: tables are maps (lib/table.ts)', () => {
  const asks = faults(
    node =>
      (ts.isElementAccessExpression(node) && isAnyText(node.argumentExpression)) ||
      (ts.isBinaryExpression(node) &&
        node.operatorToken.kind === ts.SyntaxKind.InKeyword &&
        isAnyText(node.left)) ||
      (ts.isBindingElement(node) &&
        node.propertyName !== undefined &&
        ts.isComputedPropertyName(node.propertyName) &&
        isAnyText(node.propertyName.expression)),
  )
  expect(asks).toEqual(guarded)
})

/** A tuple has as many elements as the code says; a rest parameter those that its callers write. */
function isCounted(values: ts.Expression): boolean {
  const declaration = types.getSymbolAtLocation(values)?.valueDeclaration
  if (declaration && ts.isParameter(declaration) && declaration.dotDotDotToken) return true
  const type = types.getTypeAtLocation(values)
  return types.isTupleType(type) && !((type as ts.TypeReference).target as ts.TupleType).hasRestElement
}

test('no data is spread into arguments: some 120,000 of them end the run', () => {
  const spreads = faults(
    node =>
      ts.isSpreadElement(node) &&
      (ts.isCallExpression(node.parent) || ts.isNewExpression(node.parent)) &&
      !isCounted(node.expression),
  )
  expect(spreads).toEqual([])
})
