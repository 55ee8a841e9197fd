import { isMap, isNode, isScalar, LineCounter, type Node, parseDocument, type YAMLError } from 'yaml'
import type { Problem } from './problems.ts'

/** Aliases that one anchor may multiply to; a policy needs few, a YAML bomb millions. */
const maxAliases = 50

/** A parsed YAML file that still knows where everything stands. */
export interface YamlSource {
  readonly value: unknown
  readonly problems: readonly Problem[]
  /** Line and column, from 1, of the value at `path`, or of its key. The nearest ancestor when it is absent. */
  readonly position: (path: readonly PropertyKey[], at: 'key' | 'value') => Position
}

export interface Position {
  readonly line: number
  readonly column: number
}

const explanations: Readonly<Record<string, { readonly message: string; readonly hint: string }>> = {
  TAB_AS_INDENT: { message: 'a tab is used as indentation', hint: 'YAML is indented with spaces.' },
  DUPLICATE_KEY: { message: 'the key stands here a second time', hint: 'Keep one of the two.' },
  MULTIPLE_DOCS: { message: 'a second document begins', hint: 'A policy is one document: remove the "---".' },
  BAD_ALIAS: { message: 'the alias has no anchor before it', hint: 'Define it with & further up.' },
  BAD_INDENT: { message: 'the indentation or a bracket is wrong', hint: 'Compare with the line above.' },
}

export function parseYaml(text: string): YamlSource {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })

  function at(offset: number): Position {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }

  function position(path: readonly PropertyKey[], wanted: 'key' | 'value'): Position {
    for (let length = path.length; length > 0; length -= 1) {
      const offset = offsetOf(document.contents, path.slice(0, length), wanted)
      if (offset !== undefined) return at(offset)
    }
    return { line: 1, column: 1 }
  }

  const syntax = [...document.errors, ...document.warnings].map((error) => syntaxProblem(error, at))
  if (syntax.length > 0) return { value: undefined, problems: syntax, position }
  try {
    return { value: document.toJS({ maxAliasCount: maxAliases }), problems: [], position }
  } catch (error) {
    return { value: undefined, problems: [aliasProblem(error)], position }
  }
}

/** The library's own text may quote the file, so only its code is used. */
function syntaxProblem(error: YAMLError, at: (offset: number) => Position): Problem {
  const known = explanations[error.code]
  return {
    position: at(error.pos[0]),
    message: known?.message ?? `is not valid YAML (${error.code.toLowerCase().replaceAll('_', ' ')})`,
    hint: known?.hint ?? 'Look at the quotes, brackets and indentation around this place.',
  }
}

function aliasProblem(error: unknown): Problem {
  const unresolved = error instanceof ReferenceError && error.message.startsWith('Unresolved')
  return {
    position: { line: 1, column: 1 },
    message: unresolved ? 'an alias (*name) has no anchor (&name) before it' : 'aliases multiply too often',
    hint: unresolved ? 'Define the anchor further up.' : `At most ${maxAliases} uses of an anchor are read.`,
  }
}

function offsetOf(
  contents: unknown,
  path: readonly PropertyKey[],
  wanted: 'key' | 'value',
): number | undefined {
  let node: unknown = contents
  let key: Node | undefined
  for (const step of path) {
    key = undefined
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => (isScalar(item.key) ? String(item.key.value) : item.key) === String(step),
      )
      if (pair === undefined) return undefined
      key = isNode(pair.key) ? pair.key : undefined
      node = pair.value
    } else if (isNode(node) && 'items' in node && typeof step === 'number') {
      node = (node.items as readonly unknown[])[step]
      if (node === undefined) return undefined
    } else return undefined
  }
  const value = isNode(node) ? node : undefined
  return (wanted === 'key' ? (key ?? value) : (value ?? key))?.range?.[0]
}
