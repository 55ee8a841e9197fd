import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { insertRecord } from '../../../../emulators/hubspot/store/write.ts'
import type { FieldDescription } from '../../../../src/kit/connector.ts'
import type { NativeRecord } from '../../../../src/kit/record.ts'
import { type OpenWriter, openWriter, step } from '../open-writer.ts'

type Properties = Readonly<Record<string, string>>

/** Also what only HubSpot writes, for that is in records too. */
function anyOf({ type, picklist }: FieldDescription): fc.Arbitrary<string> {
  if (picklist.length > 0) return fc.constantFrom(...picklist)
  if (type === 'number') return fc.integer({ min: 0, max: 500 }).map(String)
  if (type === 'boolean') return fc.constantFrom('true', 'false')
  if (type === 'date') return fc.constantFrom('2025-01-02', '2024-03-04', '2023-11-30')
  if (type === 'datetime') return fc.constantFrom('2025-01-02T03:04:05.000Z', '2024-05-06T07:08:09.000Z')
  return fc.constantFrom('one', 'Two', 'drei;vier', '0042', '😀')
}

const left =
  /^(hs_object_id|email|hs_additional_emails|domain|hs_additional_domains|hs_merged_object_ids|hs_email_optout.*|pipeline|dealstage|hs_pipeline.*)$/

function recordOf(fields: readonly FieldDescription[]): fc.Arbitrary<Properties> {
  const some = fields.filter(
    ({ name, system, calculated, unique }) => !system && !calculated && !unique && !left.test(name),
  )
  return fc
    .subarray([...some])
    .chain((taken) => fc.record(Object.fromEntries(taken.map((field) => [field.name, anyOf(field)]))))
}

let serial = 0

/** An address stands once in an account, a domain may stand in many companies; further ones come after a main one. */
function withMain(object: string, values: Properties, how: number): Properties {
  if (how === 0) return values
  const at = serial++
  if (object === 'contacts') {
    const further =
      how === 1 ? {} : { hs_additional_emails: `more${at}@example.com;further${at}@example.com` }
    return { ...values, email: `p${at}@example.com`, ...further }
  }
  if (object !== 'companies') return values
  const further = how === 1 ? {} : { hs_additional_domains: `d${(at + 1) % 3}.example;more.example` }
  return { ...values, domain: `${at % 2 === 0 ? 'd' : 'D'}${at % 3}.example`, ...further }
}

async function fieldsOf({ connection }: OpenWriter, object: string): Promise<readonly FieldDescription[]> {
  const [description] = await connection.describe([object])
  return description?.fields ?? []
}

async function mergeAll(
  { writer }: OpenWriter,
  object: string,
  members: readonly NativeRecord[],
): Promise<NativeRecord | undefined> {
  const [survivor, ...losers] = members
  let id = survivor?.id ?? ''
  for (const loser of losers) {
    const [outcome] = await writer.merge(object, [step(object, id, loser.id)])
    if (outcome?.result !== 'done') throw new Error(JSON.stringify(outcome))
    id = outcome.survivorId
  }
  return (await writer.fetch(object, [id]))[0]
}

describe.each(['contacts', 'companies', 'deals', 'tickets'])('what a merge of %s leaves', (object) => {
  it('is foreseen in every column that the CRM does not set by itself', async () => {
    await using world = await openWriter()
    const fields = await fieldsOf(world, object)
    const { merge } = await world.writer.abilities(object)
    const changes = new Set(merge?.changes)
    const compared = fields.filter(
      ({ name, system, calculated }) => !system && !calculated && !changes.has(name),
    )
    expect(compared.length).toBeGreaterThan(5)
    const member = fc.tuple(recordOf(fields), fc.integer({ min: 0, max: 2 }))
    await fc.assert(
      fc.asyncProperty(fc.array(member, { minLength: 2, maxLength: 3 }), async (group) => {
        const ids = group.map(([values, how]) =>
          insertRecord(world.org, object, { properties: withMain(object, values, how) }),
        )
        const members = await world.writer.fetch(object, ids)
        const [survivor, ...losers] = members
        if (survivor === undefined) throw new Error('no survivor')
        const foreseen = merge?.foresee?.(survivor, losers)
        const after = await mergeAll(world, object, members)
        for (const { name } of compared) {
          const expected = foreseen !== undefined && name in foreseen ? foreseen[name] : survivor.values[name]
          expect([name, after?.values[name]]).toEqual([name, expected])
        }
      }),
      { numRuns: 25, seed: 4 },
    )
  })
})
