import type { Gap, Preflight, ReadNeed } from '../../src/kit/connector.ts'
import { isKitError } from '../../src/kit/error.ts'
import type { Meter } from '../transport/meter.ts'
import { readUsage } from './account.ts'
import type { Api } from './api.ts'
import { type Descriptions, fieldGap } from './describe.ts'
import { isPseudo, tiedTo } from './objects.ts'
import { listCalls } from './read-list.ts'
import { countRecords } from './search.ts'
import { mayBeSensitive, notAsked, readSensitive } from './sensitive.ts'
import { tieCalls } from './ties.ts'

export interface PreflightContext {
  readonly api: Api
  readonly meter: Meter
  readonly descriptions: Descriptions
  /** What private apps and keys have used today is ours too; not so for OAuth apps. */
  readonly countsDay: boolean
  readonly hidden: ReadonlyMap<string, readonly string[]>
  /** Filled here, so that reads need not ask again. */
  readonly sensitive: Map<string, readonly Gap[]>
}

export async function preflight(needs: readonly ReadNeed[], context: PreflightContext): Promise<Preflight> {
  const { api, meter, descriptions, sensitive } = context
  const objects = [...new Set(needs.map(({ object }) => object))]
  await descriptions.load(objects, 'preflight')
  const readable = objects.filter((object) => descriptions.fields(object) !== undefined)
  const usage = context.countsDay ? await readUsage(api) : undefined
  if (usage !== undefined) meter.observe(usage.used, usage.limit)
  meter.ensureRoom(1)
  const records = readable.filter((object) => !isPseudo(object))
  await Promise.all(
    records
      .filter((object) => mayBeSensitive(object) && !sensitive.has(object))
      .map(async (object) => {
        sensitive.set(object, await readSensitive(object, api))
      }),
  )
  const { counts, refused } = await countAll(records, api)
  const calls = estimateCalls(needs, counts)
  meter.ensureRoom(Object.values(calls).reduce((sum, each) => sum + each, 0))
  return {
    calls,
    records: Object.fromEntries(counts),
    gaps: [...needs.flatMap((need) => gapsOf(need, context)), ...refused],
    unseen: records.some((object) => sensitive.get(object)?.includes(notAsked)) ? [notAsked] : [],
  }
}

/** Each search is a call of five a second; a token that may describe an object need not be one that may read it. */
async function countAll(
  objects: readonly string[],
  api: Api,
): Promise<{ readonly counts: ReadonlyMap<string, number>; readonly refused: readonly Gap[] }> {
  const counts = new Map<string, number>()
  const refused: Gap[] = []
  for (const object of objects) {
    try {
      counts.set(object, await countRecords(object, api))
    } catch (error) {
      if (!isKitError(error) || !['ACCESS_REFUSED', 'REQUEST_REFUSED'].includes(error.code)) throw error
      const [remedy] = error.actions
      if (error.code === 'ACCESS_REFUSED')
        refused.push({ what: object, why: error.message, ...(remedy === undefined ? {} : { remedy }) })
    }
  }
  return { counts, refused }
}

/** One search for the watermark of each object besides its pages; ours were fetched when they were described. */
function estimateCalls(
  needs: readonly ReadNeed[],
  counts: ReadonlyMap<string, number>,
): Readonly<Record<string, number>> {
  let list = 0
  let children = 0
  for (const { object, columns } of needs) {
    const of = tiedTo[object]
    if (of !== undefined) children += tieCalls(counts.get(of) ?? 0)
    else if (counts.has(object)) list += listCalls(object, columns, counts.get(object) ?? 0)
  }
  return { list, search: counts.size, ...(children === 0 ? {} : { children }) }
}

/** What a read of this need will not see, as far as descriptions told. */
export function gapsOf(
  { object, columns }: ReadNeed,
  { descriptions, hidden, sensitive }: Pick<PreflightContext, 'descriptions' | 'hidden' | 'sensitive'>,
): readonly Gap[] {
  const fields = descriptions.fields(object)
  if (fields === undefined) {
    const gap = descriptions.hiddenBy(object)
    return [gap ?? { what: object, why: `This account shows no ${object}, so none are looked at.` }]
  }
  const absent = columns.filter((column) => !fields.has(column))
  const missing = [...new Set([...(hidden.get(object) ?? []), ...absent])].sort()
  return [
    ...missing.map((field) => fieldGap(object, field)),
    ...(sensitive.get(object) ?? []).filter((gap) => gap !== notAsked),
  ]
}
