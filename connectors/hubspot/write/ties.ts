import { z } from 'zod'
import type { Tie } from '../../../src/kit/relationship.ts'
import type { StepOutcome } from '../../../src/kit/writer.ts'
import { type AssociationRow, parseRow } from '../look/associations.ts'
import type { Way } from '../look/ways.ts'
import { checkCount, malformed } from './checks.ts'
import type { WriteContext } from './context.ts'
import { failureOf, RowErrors, refusalOf, unknown } from './outcome.ts'
import { refused } from './refusal.ts'

type Doing = 'attach' | 'detach'

/** Ties of one relationship in one request; one that is as it shall be already is done. */
export async function writeTies(
  context: WriteContext,
  doing: Doing,
  object: string,
  ways: readonly Way[],
  ties: readonly Tie[],
): Promise<readonly StepOutcome[]> {
  const [first] = ties
  if (first === undefined) return []
  const way = ways.find(({ relationship: { name } }) => name === first.relationship)
  const most = way?.relationship.tiesPerRequest
  if (way === undefined || most === undefined) throw malformed('rows of this relationship are no ties')
  if (ties.some(({ relationship }) => relationship !== first.relationship))
    throw malformed('ties of several relationships in one request')
  checkCount(ties.length, most)
  if (way.by === 'lists') return await writeMemberships(context, doing, ties)
  return await writeAssociations(context, doing, { from: object, to: way.relationship.object }, ties)
}

interface Pair {
  readonly from: string
  readonly to: string
}

const Labelled = z.object({
  results: z.array(z.object({ fromObjectId: z.coerce.string(), toObjectId: z.coerce.string() })).catch([]),
  errors: RowErrors,
})

async function writeAssociations(
  { api }: WriteContext,
  doing: Doing,
  pair: Pair,
  ties: readonly Tie[],
): Promise<readonly StepOutcome[]> {
  const rows = ties.map(toAssociation)
  const inputs = ties.map(({ member }, index) => toInput(member, rows[index] as AssociationRow))
  const ending = await api.exchange<unknown>({
    purpose: doing,
    doing: `${doing === 'attach' ? 'associating' : 'taking apart'} ${pair.from} and ${pair.to}`,
    send: async (sdk) => {
      const batches = await sdk.associationBatches()
      const body = { inputs: inputs as never }
      return doing === 'attach'
        ? await batches.create(pair.from, pair.to, body)
        : await batches.archiveLabels(pair.from, pair.to, body)
    },
  })
  const failure = failureOf(ending)
  if (failure !== null || ending.ended !== 'answered') return ties.map(() => failure ?? unknown('no answer'))
  // What takes labels away has no answer, and no mind for what is not there.
  if (doing === 'detach') return ties.map(() => ({ result: 'done' }))
  const { data } = Labelled.safeParse(ending.data)
  if (data === undefined) return ties.map(() => unknown('the answer could not be read'))
  const made = new Set(data.results.map(({ fromObjectId, toObjectId }) => `${fromObjectId}:${toObjectId}`))
  const [error] = data.errors ?? []
  return ties.map(({ member }, index) => {
    if (made.has(`${member}:${rows[index]?.to}`)) return { result: 'done' }
    return error === undefined ? unknown('the answer does not tell of each tie') : refused(refusalOf(error))
  })
}

function toAssociation({ member, row }: Tie): AssociationRow {
  const parsed = parseRow(row)
  if (parsed === undefined || !/^\d{1,20}$/.test(member)) throw malformed('a tie names no association')
  return parsed
}

/** The SDK calls it `_from` and sends `from`. */
function toInput(member: string, { to, category, typeId }: AssociationRow) {
  return {
    _from: { id: member },
    to: { id: to },
    types: [{ associationCategory: category, associationTypeId: typeId }],
  }
}

/** Spelled like that. */
const Members = z.object({
  recordsIdsAdded: z.array(z.coerce.string()).nullish().catch(null),
  recordIdsRemoved: z.array(z.coerce.string()).nullish().catch(null),
  recordIdsMissing: z.array(z.coerce.string()).nullish().catch(null),
})

async function writeMemberships(
  { api }: WriteContext,
  doing: Doing,
  ties: readonly Tie[],
): Promise<readonly StepOutcome[]> {
  const [list = '', ...others] = new Set(ties.map(({ row }) => row))
  if (others.length > 0) throw malformed('ties to several lists in one request')
  const members = ties.map(({ member }) => member)
  if (![list, ...members].every((id) => /^\d{1,20}$/.test(id))) throw malformed('a tie names no list')
  const verb = doing === 'attach' ? 'add' : 'remove'
  const ending = await api.exchange({
    purpose: doing,
    doing: `changing members of a list`,
    send: (sdk) =>
      sdk.request({
        method: 'PUT',
        path: `/crm/v3/lists/${list}/memberships/${verb}`,
        body: [...new Set(members)],
      }),
  })
  const failure = failureOf(ending)
  if (failure !== null || ending.ended !== 'answered') return ties.map(() => failure ?? unknown('no answer'))
  const { data } = Members.safeParse(ending.data)
  if (data === undefined) return ties.map(() => unknown('the answer could not be read'))
  const missing = new Set(doing === 'attach' ? data.recordIdsMissing : [])
  return members.map((member) =>
    missing.has(member)
      ? refused({ status: 404, category: 'OBJECT_NOT_FOUND', message: '' })
      : { result: 'done' },
  )
}
