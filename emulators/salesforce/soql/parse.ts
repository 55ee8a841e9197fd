import { parseQuery, type Query } from '@jetstreamapp/soql-parser-js'
import { ApiError } from '../org.ts'
import { pointed } from './fault.ts'

export interface ParsedQuery {
  readonly query: Query
  /** As sent, for error texts. */
  readonly soql: string
  readonly allRows: boolean
}

/** What the grammar of soql-parser-js 6.3 does not know: `ALL ROWS`, and exponents in numbers. */
function readable(soql: string): { text: string; allRows: boolean } {
  const text = soql.replace(/\s+ALL\s+ROWS\s*$/i, '')
  return { text, allRows: text !== soql }
}

function lexed(message: string): number | undefined {
  const offset = /at offset: (\d+)/.exec(message)?.[1]
  return offset === undefined ? undefined : Number(offset)
}

function unexpected(message: string): string | undefined {
  const found = /found(?:: '|: | --> ')([^']*?)(?:'| <--|$)/.exec(message)?.[1]
  return found === undefined ? undefined : found.trim()
}

function refusal(soql: string, message: string): ApiError {
  const offset = lexed(message)
  if (offset !== undefined) {
    const text =
      soql[offset] === "'" ? 'Bind variables only allowed in Apex code' : 'line 1:0 no viable alternative'
    const quoted = soql[offset] === "'" ? 'line breaks not allowed in string literals' : text
    return new ApiError(400, 'MALFORMED_QUERY', pointed(soql, offset, quoted))
  }
  const token = unexpected(message)
  if (token === undefined || token === '')
    return new ApiError(400, 'MALFORMED_QUERY', "unexpected token: '<EOF>'")
  const position = Math.max(0, soql.search(new RegExp(`(?<!\\w)${quoteForRegExp(token)}(?!\\w)`)))
  return new ApiError(400, 'MALFORMED_QUERY', pointed(soql, position, `unexpected token: '${token}'`))
}

function quoteForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

export function parse(soql: string): ParsedQuery {
  const { text, allRows } = readable(soql.trim())
  if (text === '') throw new ApiError(400, 'MALFORMED_QUERY', 'A query string has to be specified')
  if (!/^select\b/i.test(text)) {
    const word = text.split(/\s/)[0] ?? ''
    throw new ApiError(400, 'MALFORMED_QUERY', `unexpected token: '${word}'`)
  }
  try {
    return { query: parseQuery(text), soql: text, allRows }
  } catch (error) {
    throw refusal(text, error instanceof Error ? error.message : String(error))
  }
}
