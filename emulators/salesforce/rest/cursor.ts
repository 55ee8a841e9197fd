import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { ApiError, type Org, type Session } from '../org.ts'
import { type CompiledQuery, compileQuery, countRows, type JsonRecord, records } from '../soql/index.ts'
import { checksum } from '../store/id.ts'

const LIFE = 2 * 86_400_000
const MAX_OPEN = 20
const MAX_PAGE = 2000
const MIN_PAGE = 200

/** A query that has more rows than a page holds. The row reader stays open where the last page ended. */
interface Cursor {
  readonly soql: string
  readonly all: boolean
  readonly userId: string
  readonly totalSize: number
  readonly born: number
  reader: { rows: Generator<JsonRecord>; at: number } | undefined
}

const cursorsOf = new WeakMap<DatabaseSync, Map<string, Cursor>>()

function cursors(org: Org): Map<string, Cursor> {
  const known = cursorsOf.get(org.db) ?? new Map<string, Cursor>()
  cursorsOf.set(org.db, known)
  return known
}

/** Same query, same user, same locator. */
function locatorOf(soql: string, all: boolean, userId: string): string {
  const digest = createHash('sha256')
    .update(`${userId}\n${all}\n${soql}`)
    .digest('base64url')
    .replace(/[-_]/g, '0')
  const id15 = `0r8xx${digest.slice(0, 10)}`
  return id15 + checksum(id15)
}

/** A hint, kept between the bounds that the platform keeps it in. */
export function batchSize(header: string | undefined): number {
  const wanted = Number(/batchSize\s*=\s*(\d+)/i.exec(header ?? '')?.[1] ?? MAX_PAGE)
  return Math.min(MAX_PAGE, Math.max(MIN_PAGE, wanted))
}

export interface Page {
  readonly totalSize: number
  readonly done: boolean
  readonly nextRecordsUrl?: string
  readonly records: readonly JsonRecord[]
}

function take(rows: Generator<JsonRecord>, size: number): JsonRecord[] {
  const page: JsonRecord[] = []
  while (page.length < size) {
    const next = rows.next()
    if (next.done) break
    page.push(next.value)
  }
  return page
}

export interface PageRequest {
  readonly soql: string
  readonly all: boolean
  readonly version: string
  readonly size: number
}

export function firstPage(org: Org, session: Session, asked: PageRequest): Page {
  const { soql, all, version } = asked
  const compiled = compileQuery(org, session, soql, { all })
  if (compiled.countOnly && !compiled.grouped)
    return { totalSize: countRows(org, compiled), done: true, records: [] }
  const size = compiled.object.name === 'OauthToken' ? Math.min(asked.size, 500) : asked.size
  const rows = records(org, compiled, version)
  const page = take(rows, size)
  if (page.length < size) return { totalSize: page.length, done: true, records: page }
  const totalSize = countRows(org, compiled)
  if (totalSize === page.length) {
    rows.return(undefined)
    return { totalSize, done: true, records: page }
  }
  return leave(org, session, asked, compiled, { rows, page, totalSize })
}

/** More rows than one page: the reader stays where it is and the answer names the place. */
function leave(
  org: Org,
  session: Session,
  asked: PageRequest,
  compiled: CompiledQuery,
  state: { rows: Generator<JsonRecord>; page: JsonRecord[]; totalSize: number },
): Page {
  const { rows, page, totalSize } = state
  if (compiled.aggregate) {
    rows.return(undefined)
    throw new ApiError(
      400,
      'EXCEEDED_ID_LIMIT',
      'Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch',
    )
  }
  const locator = locatorOf(asked.soql, asked.all, session.userId)
  const known = cursors(org)
  known.get(locator)?.reader?.rows.return(undefined)
  known.delete(locator)
  const reader = { rows, at: page.length }
  known.set(locator, {
    soql: asked.soql,
    all: asked.all,
    userId: session.userId,
    totalSize,
    born: org.clock.now().getTime(),
    reader,
  })
  closeOldest(known)
  return {
    totalSize,
    done: false,
    nextRecordsUrl: address(asked.version, locator, page.length),
    records: page,
  }
}

function closeOldest(known: ReadonlyMap<string, Cursor>): void {
  const open = [...known.values()].filter(({ reader }) => reader !== undefined)
  for (const cursor of open.slice(0, Math.max(0, open.length - MAX_OPEN))) {
    cursor.reader?.rows.return(undefined)
    cursor.reader = undefined
  }
}

function address(version: string, locator: string, offset: number): string {
  return `/services/data/v${version}/query/${locator}-${offset}`
}

export function nextPage(org: Org, session: Session, locator: string, version: string, size: number): Page {
  const [, id = '', from = ''] = /^(0r8\w{15})-(\d+)$/.exec(locator) ?? []
  const cursor = cursors(org).get(id)
  const offset = Number(from)
  const late = cursor && org.clock.now().getTime() - cursor.born > LIFE
  if (!cursor || late || cursor.userId !== session.userId || offset > cursor.totalSize)
    throw new ApiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator')
  const reader = readerAt(org, session, cursor, offset, version)
  const page = take(reader.rows, size)
  const end = offset + page.length
  if (page.length < size || end >= cursor.totalSize) {
    reader.rows.return(undefined)
    cursor.reader = undefined
    return { totalSize: cursor.totalSize, done: true, records: page }
  }
  cursor.reader = { rows: reader.rows, at: end }
  closeOldest(cursors(org))
  return {
    totalSize: cursor.totalSize,
    done: false,
    nextRecordsUrl: address(version, id, end),
    records: page,
  }
}

/** The open reader when it stands there; otherwise, as for a page asked twice, a new one. */
function readerAt(org: Org, session: Session, cursor: Cursor, offset: number, version: string) {
  if (cursor.reader?.at === offset) return cursor.reader
  cursor.reader?.rows.return(undefined)
  const compiled = compileQuery(org, session, cursor.soql, { all: cursor.all })
  return { rows: records(org, compiled, version, offset), at: offset }
}
