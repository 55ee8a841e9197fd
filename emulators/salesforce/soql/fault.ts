import { ApiError } from '../org.ts'

const BEFORE = 30
const AFTER = 33

/** Where a word stands in the query, quoted text left out; 0 when it does not. */
export function positionOf(soql: string, word: string): number {
  const bare = soql.replace(/'(?:[^'\\]|\\.)*'/g, (text) => `'${' '.repeat(Math.max(0, text.length - 2))}'`)
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const found = new RegExp(`(?<![\\w.])${escaped}(?![\\w.])`, 'i').exec(bare)
  return found?.index ?? Math.max(0, bare.toLowerCase().indexOf(word.toLowerCase()))
}

/** The platform's picture of an error: a piece of the query, a caret below it, row and column. */
export function pointed(soql: string, position: number, text: string): string {
  const before = soql.slice(0, position)
  const row = before.split('\n').length
  const column = position - before.lastIndexOf('\n')
  const line = soql.split('\n')[row - 1] ?? ''
  const from = Math.max(0, column - 1 - BEFORE)
  const fragment = line.slice(from, column - 1 + AFTER)
  return `\n${fragment}\n${' '.repeat(column - 1 - from)}^\nERROR at Row:${row}:Column:${column}\n${text}`
}

export function malformed(soql: string, word: string, text: string): ApiError {
  return new ApiError(400, 'MALFORMED_QUERY', pointed(soql, positionOf(soql, word), text))
}

export function invalidField(soql: string, word: string, text: string): ApiError {
  return new ApiError(400, 'INVALID_FIELD', pointed(soql, positionOf(soql, word), text))
}

const WSDL = 'Please reference your WSDL or the describe call for the appropriate names.'

export function noSuchColumn(soql: string, path: string, column: string, entity: string): ApiError {
  const text = `No such column '${column}' on entity '${entity}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. ${WSDL}`
  return invalidField(soql, path, text)
}

export function noSuchRelationship(soql: string, path: string, name: string): ApiError {
  const text = `Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${WSDL}`
  return invalidField(soql, path, text)
}

export function noSuchObject(soql: string, name: string): ApiError {
  const text = `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. ${WSDL}`
  return new ApiError(400, 'INVALID_TYPE', pointed(soql, positionOf(soql, name), text))
}

export function noSuchChildren(soql: string, name: string): ApiError {
  const text = `Didn't understand relationship '${name}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${WSDL}`
  return new ApiError(400, 'INVALID_TYPE', pointed(soql, positionOf(soql, name), text))
}
