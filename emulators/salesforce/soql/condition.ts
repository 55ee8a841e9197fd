import type { HavingClause, WhereClause } from '@jetstreamapp/soql-parser-js'
import { malformed } from './fault.ts'

/** One comparison as the parser leaves it. */
export interface Comparison {
  readonly field?: string
  readonly fn?: { functionName?: string; parameters?: never[]; rawValue?: string }
  readonly operator: string
  readonly value?: string | string[]
  readonly literalType?: string | string[]
  readonly valueQuery?: unknown
}

export type Tree =
  | { readonly kind: 'leaf'; readonly leaf: Comparison }
  | { readonly kind: 'not'; readonly of: Tree }
  | { readonly kind: 'AND' | 'OR'; readonly parts: readonly Tree[] }

type Token = '(' | ')' | 'NOT' | 'AND' | 'OR' | Comparison

interface Link {
  readonly left: (Comparison & { openParen?: number; closeParen?: number }) | { openParen: number } | null
  readonly operator?: 'AND' | 'OR' | 'NOT'
  readonly right?: Link
}

/** The parser yields a chain with counted parentheses; back to the words it was made of. */
function tokens(clause: Link): Token[] {
  const list: Token[] = []
  for (let link: Link | undefined = clause; link; link = link.right) {
    const { left } = link
    for (let i = 0; i < (left?.openParen ?? 0); i++) list.push('(')
    if (left && 'operator' in left) list.push(left)
    for (let i = 0; i < (left && 'closeParen' in left ? (left.closeParen ?? 0) : 0); i++) list.push(')')
    if (link.operator) list.push(link.operator)
  }
  return list
}

/** AND and OR side by side need parentheses: the platform refuses to guess, and so do we. */
export function treeOf(soql: string, clause: WhereClause | HavingClause): Tree {
  const list = tokens(clause as unknown as Link)
  let at = 0
  const unary = (): Tree => {
    const token = list[at++]
    if (token === 'NOT') return { kind: 'not', of: unary() }
    if (token === '(') {
      const inner = chain()
      at++
      return inner
    }
    if (token === undefined || typeof token === 'string')
      throw malformed(soql, String(token ?? 'WHERE'), `unexpected token: '${token ?? '<EOF>'}'`)
    return { kind: 'leaf', leaf: token }
  }
  const chain = (): Tree => {
    const parts = [unary()]
    let joined: 'AND' | 'OR' | undefined
    for (let token = list[at]; token === 'AND' || token === 'OR'; token = list[at]) {
      if (joined !== undefined && token !== joined)
        throw malformed(soql, token, `unexpected token: '${token}'`)
      joined = token
      at++
      parts.push(unary())
    }
    const [only] = parts
    return joined === undefined && only ? only : { kind: joined ?? 'AND', parts }
  }
  return chain()
}

export function toSql(tree: Tree, leaf: (comparison: Comparison) => string): string {
  if (tree.kind === 'leaf') return leaf(tree.leaf)
  if (tree.kind === 'not') return `NOT coalesce(${toSql(tree.of, leaf)}, 0)`
  return `(${tree.parts.map((part) => toSql(part, leaf)).join(` ${tree.kind} `)})`
}
