import { unexpectedAnswer } from './unexpected.ts'

/** Where the next page begins; undefined after the last one. */
export type Trail = (next: string | undefined, first: string | undefined) => string | undefined

/**
 * Follows cursors from page to page. One that came before, or a page that begins like one before it, would lead on
 * for ever; that is known by the first id of each page, for of millions of records not all can be remembered.
 */
export function createTrail(host: string, doing: string): Trail {
  const cursors = new Set<string>()
  const firsts = new Set<string>()
  return (next, first = '') => {
    if (next === undefined) return undefined
    if (cursors.has(next) || firsts.has(first))
      throw unexpectedAnswer(host, `leads in a circle while ${doing}`)
    cursors.add(next)
    firsts.add(first)
    return next
  }
}
