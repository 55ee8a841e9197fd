import type { ChildRow, Gap, Hazard, NativeRecord, Writer } from '../../kit/index.ts'
import type { LeftOut } from '../files/plan-file.ts'
import type { Decided } from '../group/group.ts'
import { pace, slices } from '../pace/pace.ts'
import { leftOutOf } from '../survivorship/left-out.ts'
import { type LiveMember, liveMember } from './live-member.ts'
import type { Target } from './target.ts'

/** A group with its members as they are now. */
export interface LiveGroup {
  readonly decided: Decided
  readonly members: readonly LiveMember[]
}

/** Groups read together: what hangs on their members comes by one look of at most 400 ids. */
export function chunksOf(groups: readonly Decided[]): readonly (readonly Decided[])[] {
  const chunks: Decided[][] = []
  let ids = 0
  for (const group of groups) {
    const last = chunks.at(-1)
    ids += group.members.length
    if (last === undefined || ids > pace.idsPerChildren || last.length >= groupsPerLook) {
      chunks.push([group])
      ids = group.members.length
    } else last.push(group)
  }
  return chunks
}

const groupsPerLook = 200

/** Groups with a member that is gone or somebody else by now are left out. */
export async function readGroups(
  writer: Writer,
  { object, entity, mappings }: Target,
  groups: readonly Decided[],
): Promise<{ readonly live: readonly LiveGroup[]; readonly leftOut: readonly LeftOut[] }> {
  const ids = [...new Set(groups.flatMap(({ members }) => members.map(({ key }) => key.id)))]
  const found = new Map<string, NativeRecord>()
  for (const slice of slices(ids, pace.idsPerFetch)) {
    for (const record of await writer.fetch(object, slice)) found.set(record.id, record)
  }
  const missing = ids.filter((id) => !found.has(id))
  const words =
    missing.length === 0 ? new Map<string, string>() : await whereTheyWent(writer, object, missing)
  const live: LiveGroup[] = []
  const leftOut: LeftOut[] = []
  for (const decided of groups) {
    const relied = decided.why.by === 'policy' ? decided.why.same : []
    const members = decided.members.flatMap((member) => {
      const native = found.get(member.key.id)
      if (native === undefined) return []
      return [liveMember(member, native, entity, mappings.get(member.kind), relied)]
    })
    const gone = decided.members.flatMap(({ key }) => words.get(key.id) ?? [])
    const why = gone.length > 0 ? goneNote(gone) : changedNote(members)
    if (why === null) live.push({ decided, members })
    else leftOut.push(leftOutOf(decided, decided.members, why))
  }
  return { live, leftOut }
}

async function whereTheyWent(
  writer: Writer,
  object: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const words = new Map<string, string>()
  for (const slice of slices(ids, pace.idsPerFetch)) {
    const fates = await writer.fates(object, slice)
    for (const id of slice) {
      const fate = fates.get(id)
      if (fate?.is === 'merged') words.set(id, `${id} was merged into ${fate.into}`)
      else if (fate?.is === 'there') words.set(id, `${id} cannot be read by this login`)
      else words.set(id, `${id} was deleted`)
    }
  }
  return words
}

function goneNote(gone: readonly string[]) {
  const more = gone.length > 3 ? `, and ${gone.length - 3} more` : ''
  return { code: 'gone', text: `Since the scan ${gone.slice(0, 3).join(', ')}${more}. Scan again.` }
}

function changedNote(members: readonly LiveMember[]) {
  const changed = members.filter((member) => member.changed.length > 0)
  if (changed.length === 0) return null
  const fields = [...new Set(changed.flatMap((member) => member.changed))].sort()
  const ids = changed.map(({ key }) => key.id)
  const more = ids.length > 3 ? ` and ${ids.length - 3} more` : ''
  return {
    code: 'changed',
    text: `Since the scan ${fields.join(', ')} changed on ${ids.slice(0, 3).join(', ')}${more}. Scan and decide again.`,
  }
}

export interface Hanging {
  readonly rows: ReadonlyMap<string, readonly ChildRow[]>
  readonly blind: readonly Gap[]
}

/** Rows by the member on which they hang. */
export async function readHanging(
  writer: Writer,
  object: string,
  groups: readonly LiveGroup[],
): Promise<Hanging> {
  const ids = [...new Set(groups.flatMap(({ members }) => members.map(({ key }) => key.id)))]
  const rows: (readonly ChildRow[])[] = []
  const blind: Gap[] = []
  for (const slice of slices(ids, pace.idsPerChildren)) {
    const read = await writer.children(object, slice)
    rows.push(read.rows)
    blind.push(...read.blind)
  }
  return { rows: Map.groupBy(rows.flat(), ({ member }) => member), blind }
}

export function rowsOf({ rows }: Hanging, ids: readonly string[]): readonly ChildRow[] {
  return ids.flatMap((id) => rows.get(id) ?? [])
}

export function notesOf(
  hazards: readonly Hazard[],
): readonly { readonly code: string; readonly text: string }[] {
  return hazards.filter(({ blocks }) => !blocks).map(({ code, text }) => ({ code, text }))
}
