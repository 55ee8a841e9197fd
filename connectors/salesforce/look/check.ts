import { z } from 'zod'
import type { Gap } from '../../../src/kit/connector.ts'
import { isKitError } from '../../../src/kit/error.ts'
import type { RecycleBin, WriteCheck } from '../../../src/kit/writer.ts'
import type { Api } from '../api.ts'
import { bodyOf, getTogether } from '../composite.ts'
import { type Descriptions, objectGap } from '../describe.ts'
import type { Organization } from '../organization.ts'
import { readSharing } from '../preflight.ts'
import { QueryPage, queryPath } from '../soql.ts'
import { isMergedBySoap } from './abilities.ts'
import { findHidden } from './hidden.ts'
import { readRights } from './rights.ts'
import { findSystems } from './systems.ts'
import { personAnchor, type Ways } from './ways.ts'

export interface CheckContext {
  readonly api: Api
  readonly descriptions: Descriptions
  readonly organization: Organization
  readonly waysOf: (object: string) => Promise<Ways>
}

export async function checkWrites(objects: readonly string[], context: CheckContext): Promise<WriteCheck> {
  const { descriptions } = context
  await descriptions.load(objects, 'check')
  const readable = objects.filter((object) => descriptions.fields(object) !== undefined)
  const found: Ways[] = []
  for (const object of readable) found.push(await context.waysOf(object))
  const children = found.flatMap(({ ways }) => ways.map(({ relationship }) => relationship))
  const persons = children.some(({ anchor }) => anchor === personAnchor)
  const parents = persons ? [...new Set([...readable, 'Contact'])] : readable
  const seen = [...new Set([...parents, ...children.map(({ object }) => object)])]
  const sharing = new Map<string, Gap>()
  if (!(await readRights(context, 'check')).viewAllData)
    await readSharing(seen, { ...context, sharing }, 'check')
  const kept = found.flatMap(({ ways }) =>
    ways.filter(({ keep }) => keep).map(({ relationship }) => relationship.object),
  )
  const hidden = await findHidden(parents, kept, context)
  const blind = [...found.flatMap((ways) => ways.blind), ...sharing.values(), ...hidden]
  return {
    forbidden: objects.flatMap((object) => forbidden(object, descriptions)),
    blind: [...new Map(blind.map((gap) => [gap.what, gap])).values()],
    bin: await readBin(readable, context.api),
    systems: await findSystems(readable, children, context),
  }
}

/** Help, "Considerations for Merging Duplicate Accounts": a merge takes Delete and Edit; all else an update. */
function forbidden(object: string, descriptions: Descriptions): readonly Gap[] {
  const describe = descriptions.described(object)
  if (describe === undefined || !describe.queryable) return [objectGap(object)]
  return [
    ...(describe.updateable ? [] : [rightGap(object, 'Edit')]),
    ...(describe.deletable || !isMergedBySoap(object) ? [] : [rightGap(object, 'Delete')]),
  ]
}

function rightGap(object: string, right: 'Edit' | 'Delete'): Gap {
  return {
    what: `${right} on ${object}`,
    why: `This login lacks "${right}" on ${object}, without which Salesforce refuses to merge its records.`,
    remedy: `Grant "${right}" on ${object} in a permission set (Setup, Permission Sets, Object Settings).`,
  }
}

const Limits = z.object({ DataStorageMB: z.object({ Max: z.number() }) })
/** Help, "Recycle Bin": 25 records for each megabyte of storage, for 15 days; the oldest of more go after two hours. */
const recordsPerMegabyte = 25
const days = 15
const graceHours = 2
/** What orgs delete most; children that went with their parent count too, which errs to the safe side. */
const usual = ['Account', 'Contact', 'Lead', 'Opportunity', 'Case', 'Task', 'Event']

/** Where it cannot be found out, the bin counts as full. */
export async function readBin(objects: readonly string[], api: Api): Promise<RecycleBin> {
  const capacity = await readCapacity(api)
  const counted = [...new Set([...usual, ...objects])]
  const paths = new Map(
    counted.map((object) => [
      object,
      queryPath(`SELECT COUNT() FROM ${object} WHERE IsDeleted = true`, true),
    ]),
  )
  const { data } = await getTogether(api, { paths, purpose: 'check', doing: 'counting the recycle bin' })
  let used = 0
  for (const object of counted) {
    const page = bodyOf(QueryPage, data.get(object))
    if (page === undefined && objects.includes(object)) return { used: capacity, capacity, days, graceHours }
    used += page?.totalSize ?? 0
  }
  return { used, capacity, days, graceHours }
}

async function readCapacity(api: Api): Promise<number> {
  try {
    const call = { path: '/limits', purpose: 'check', doing: 'reading storage limits' }
    const { data } = await api.json(Limits, call)
    return data.DataStorageMB.Max * recordsPerMegabyte
  } catch (error) {
    if (isKitError(error) && ['ACCESS_REFUSED', 'REQUEST_REFUSED'].includes(error.code)) return 0
    throw error
  }
}
