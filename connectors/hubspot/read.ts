import type { Column, ReadPart, ReadQuery } from '../../src/kit/connector.ts'
import { isKitError } from '../../src/kit/error.ts'
import { isPseudo, modifiedColumn, tiedTo } from './objects.ts'
import type { ReadContext, Selection } from './read-context.ts'
import { listArchived, listRecords } from './read-list.ts'
import { gather, mergedIds, type RemoteRecord } from './record.ts'
import { latestChange, searchChanges } from './search.ts'
import { asRecords, tieGaps, withContacts } from './ties.ts'
import {
  isTooOld,
  readWatermark,
  startOfChanges,
  tooOld,
  type Watermark,
  writeWatermark,
} from './watermark.ts'

const mergedColumn = 'hs_merged_object_ids'

/** In full, or what changed since the watermark together with what is gone. */
export async function* read(query: ReadQuery, context: ReadContext): AsyncGenerator<ReadPart> {
  const { object } = query
  await context.descriptions.load([object], 'describe')
  context.descriptions.refuseUnknown([object])
  if (context.descriptions.fields(object) === undefined)
    yield { type: 'complete', gaps: context.gapsOf(query) }
  else if (isPseudo(object) && !(object in tiedTo)) yield* readOurs(query, context)
  else if (query.since === undefined) yield* readFull(query, context)
  else yield* readSince(query, readWatermark(query.since, object), context)
}

/** They were fetched when they were described. */
function* readOurs(query: ReadQuery, context: ReadContext): Generator<ReadPart> {
  const rows = context.descriptions.rows(query.object)
  const fields = context.descriptions.fields(query.object)
  const names = ['id', ...query.columns.filter((name) => name !== 'id' && fields?.has(name))]
  const columns = [...new Set(names)].map((name) => ({ name, type: fields?.get(name)?.type ?? 'text' }))
  const values = columns.map(({ name }) => rows.map((row) => row[name] ?? null))
  if (rows.length > 0) yield { type: 'columns', columns, values }
  yield { type: 'complete', gaps: context.gapsOf(query) }
}

/**
 * The watermark is what search shows before the list begins: what changes while it is read bears a later stamp,
 * wherever in the list it stands.
 */
async function* readFull(query: ReadQuery, context: ReadContext): AsyncGenerator<ReadPart> {
  const selection = select(query, context)
  const known = selection.tied ? context.lists.get(selection.object) : undefined
  const fullAt = known?.watermark.fullAt ?? context.now()
  const stamp = known?.watermark.stamp ?? (await latestUnlessRefused(selection.object, context))
  const records = known === undefined ? listRecords(selection, context.api) : asRecords(known.ids)
  const ids = new Set<string>()
  const refused = new Set<string>()
  const whole = complete(records, selection, context, refused)
  yield* toParts(whole, selection, needsTies(query.object) ? ids : undefined)
  const watermark = stamp === undefined || refused.size > 0 ? undefined : { stamp, fullAt }
  if (watermark !== undefined && needsTies(query.object))
    context.lists.set(query.object, { ids: [...ids], watermark })
  yield {
    type: 'complete',
    gaps: [...context.gapsOf(query), ...tieGaps(query.object, selection.object, refused)],
    ...(watermark === undefined ? {} : { watermark: writeWatermark(watermark) }),
  }
}

/** Whether somebody will ask later what its records hang on. */
function needsTies(object: string): boolean {
  return Object.values(tiedTo).includes(object)
}

function complete(
  records: AsyncIterable<readonly RemoteRecord[]>,
  { object, tied }: Selection,
  { api }: ReadContext,
  refused: Set<string>,
): AsyncIterable<readonly RemoteRecord[]> {
  return tied ? withContacts(object, records, api, refused) : records
}

/** Not every object of every account can be searched; such ones are read in full each time. */
async function latestUnlessRefused(
  object: string,
  { api, descriptions }: ReadContext,
): Promise<Date | undefined> {
  if (!descriptions.fields(object)?.has(modifiedColumn(object))) return undefined
  try {
    return await latestChange(object, api)
  } catch (error) {
    if (isKitError(error) && error.code === 'REQUEST_REFUSED') return undefined
    throw error
  }
}

async function* readSince(
  query: ReadQuery,
  since: Watermark,
  context: ReadContext,
): AsyncGenerator<ReadPart> {
  if (isTooOld(since, context.now()))
    throw tooOld(query.object, 'everything was last read more than a week ago')
  const selection = select(query, context)
  const { object } = selection
  const from = startOfChanges(since)
  const latest = await latestChange(object, context.api)
  const changed = new Set<string>()
  const refused = new Set<string>()
  const records = complete(searchChanges(selection, from, context.api), selection, context, refused)
  yield* toParts(records, selection, changed)
  yield* readGone(object, from, changed, context)
  const stamp = latest !== undefined && latest > since.stamp ? latest : since.stamp
  yield {
    type: 'complete',
    gaps: [...context.gapsOf(query), ...tieGaps(query.object, object, refused)],
    // Without one everything is read anew: search would not show the same records again.
    ...(refused.size > 0 ? {} : { watermark: writeWatermark({ stamp, fullAt: since.fullAt }) }),
  }
}

/** Also names what was merged into the records, so that whoever knows the old ids finds them. */
async function* toParts(
  pages: AsyncIterable<readonly RemoteRecord[]>,
  { columns }: Selection,
  seen?: Set<string>,
): AsyncGenerator<ReadPart> {
  const gathering = gather(columns)
  for await (const page of pages) {
    for (const record of page) {
      seen?.add(record.id)
      const part = gathering.add(record)
      if (part !== undefined) yield part
    }
    const merged = page.flatMap((record) =>
      mergedIds(record)
        .filter((id) => id !== record.id)
        .map((id) => ({ id, into: record.id })),
    )
    for (const { id } of merged) seen?.add(id)
    if (merged.length > 0) yield { type: 'deleted', records: merged }
  }
  const rest = gathering.rest()
  if (rest !== undefined) yield rest
}

/** The recycle bin comes by id, not by time, so all of it is looked through. */
async function* readGone(
  object: string,
  from: Date,
  known: ReadonlySet<string>,
  { api }: ReadContext,
): AsyncGenerator<ReadPart> {
  for await (const page of listArchived(object, api)) {
    const gone = page.filter(
      ({ id, archivedAt }) => !known.has(id) && !(Date.parse(archivedAt ?? '') < from.getTime()),
    )
    if (gone.length > 0) yield { type: 'deleted', records: gone.map(({ id }) => ({ id, into: null })) }
  }
}

/** The id first, then the columns that are there; the rest is in the gaps. */
function select({ object: asked, columns }: ReadQuery, { descriptions }: ReadContext): Selection {
  const object = tiedTo[asked] ?? asked
  const tied = object !== asked
  const fields = descriptions.fields(asked)
  const id: Column = { name: tied ? 'id' : 'hs_object_id', type: 'text' }
  const names = [...new Set(columns)].filter((name) => name !== id.name && fields?.has(name))
  const wanted = names.map((name) => ({ name, type: fields?.get(name)?.type ?? 'text' }))
  const there = descriptions.fields(object)
  const own = ['hs_object_id', modifiedColumn(object), mergedColumn].filter((name) => there?.has(name))
  return {
    object,
    tied,
    columns: [id, ...wanted],
    properties: [...new Set([...(tied ? [] : names), ...own])],
  }
}
