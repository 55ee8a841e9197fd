import { z } from 'zod'
import { aSecond, type Chapter, done, type LookedAt, NotTested, verdict } from '../../../src/kit/certify.ts'
import { type Bench, merge, reading, tiesOf } from './bench.ts'
import { primaryCompany } from './make.ts'

const changelog = 'Changelog, Updated merge functionality for contacts and companies'
const page = 'Knowledge base, Merge records'
const others = 'others who use it'

export const mergeContacts: Chapter<Bench> = {
  doing: 'merging two of them',
  act: async (bench) => {
    for (const name of ['a', 'b']) {
      const { createdate } = await reading(bench, name, 'createdate')
      if (createdate != null) bench.created.set(name, createdate)
    }
    await bench.trial.pause(aSecond)
    const { survivorId } = done('merging contacts', await merge(bench, 'a', 'b'))
    await bench.keep('merged', 'contacts', survivorId)
  },
  statements: [
    {
      id: 'merge/new-id',
      says: 'The merged record has an id that neither of the two had',
      source: changelog,
      look: async ({ id }) => {
        const isNew = id('merged') !== id('a') && id('merged') !== id('b')
        return verdict(isNew, isNew ? 'a new id' : 'an id of the two')
      },
    },
    leads(
      'merge/primary-id-leads',
      'The id of the record that others were merged into leads to the merged record',
      'a',
    ),
    leads('merge/other-id-leads', 'The id of the merged-away record leads to the merged record', 'b'),
    {
      id: 'merge/lists-old-ids',
      says: 'hs_merged_object_ids of the merged record has the ids that led to it',
      source: others,
      look: async (bench) => {
        const { hs_merged_object_ids: text } = await reading(bench, 'merged', 'hs_merged_object_ids')
        const listed = (text ?? '').split(';')
        const missing = ['a', 'b'].filter((name) => !listed.includes(bench.id(name)))
        return verdict(missing.length === 0, `${2 - missing.length} of 2`)
      },
    },
    has(
      'merge/own-values',
      'Where both have a value, that of the primary stays',
      'jobtitle',
      'of A',
      changelog,
    ),
    has(
      'merge/fills-blanks',
      'What is blank in the primary is taken from the other one',
      'phone',
      '+1 202 555 0142',
      changelog,
    ),
    has(
      'merge/furthest-stage',
      'The lifecycle stage is the furthest of the two',
      'lifecyclestage',
      'customer',
      page,
    ),
    {
      id: 'merge/additional-address',
      says: 'The address of the merged-away contact becomes an additional one',
      source: page,
      look: async (bench) => {
        const { hs_additional_emails: text } = await reading(bench, 'merged', 'hs_additional_emails')
        const among = (text ?? '').split(';').includes(bench.address('b'))
        return verdict(among, among ? 'among the additional ones' : 'not there')
      },
    },
    {
      id: 'merge/oldest-create-date',
      says: 'createdate is that of the older one',
      source: others,
      look: async (bench) => {
        const { createdate } = await reading(bench, 'merged', 'createdate')
        const [a, b] = ['a', 'b'].map((name) => bench.created.get(name))
        if (a === undefined || b === undefined || a === b) throw new NotTested('both were made at one time')
        return verdict(createdate === b, createdate === a ? 'that of the younger one' : 'compared with both')
      },
    },
    {
      id: 'merge/primary-company',
      says: 'The primary company stays that of the primary record',
      source: page,
      look: async (bench) => {
        const types = await tiesOf(bench, 'merged', 'companies', 'home')
        return verdict(types.includes(primaryCompany), types.length === 0 ? 'not associated' : 'associated')
      },
    },
    {
      id: 'merge/other-company',
      says: 'The primary company of the merged-away contact stays associated, and is not a primary one any more',
      source: others,
      look: async (bench) => {
        const types = await tiesOf(bench, 'merged', 'companies', 'other')
        const primary = types.includes(primaryCompany)
        const saw =
          types.length === 0 ? 'not associated' : primary ? 'still primary' : 'associated, not primary'
        return verdict(types.length > 0 && !primary, saw)
      },
    },
    {
      id: 'merge/moves-deals',
      says: 'Deals of the merged-away contact hang on the merged record',
      source: page,
      look: async (bench) => {
        const types = await tiesOf(bench, 'merged', 'deals', 'deal')
        return verdict(types.length > 0, types.length > 0 ? 'associated' : 'not associated')
      },
    },
    {
      id: 'merge/static-lists',
      says: 'The merged record is in the static lists of both, not only in those of the primary',
      source: 'sources contradict each other',
      look: async (bench) => {
        const members = await membersOf(bench)
        const is = members.includes(bench.id('merged'))
        return verdict(is, is ? 'in the list of the other one' : 'the list of the other one lost it')
      },
    },
    {
      id: 'merge/old-id-refused',
      says: 'A merge that names an id which was merged away is refused, with a forward reference',
      source: others,
      look: async (bench) => {
        const outcome = await merge(bench, 'c', 'b')
        if (outcome?.result === 'done') await bench.keep('unexpected', 'contacts', outcome.survivorId)
        const saw = outcome?.result === 'refused' ? outcome.code : (outcome?.result ?? 'no answer')
        return verdict(saw === 'FORWARD_REFERENCE', saw)
      },
    },
  ],
}

function leads(id: string, says: string, name: string): LookedAt<Bench> {
  return {
    id,
    says,
    source: changelog,
    look: async (bench) => {
      const record = await bench.read('contacts', bench.id(name), ['email'])
      const saw = record === null ? 'leads nowhere' : 'leads to a record'
      return verdict(record?.id === bench.id('merged'), saw)
    },
  }
}

function has(id: string, says: string, property: string, value: string, source: string): LookedAt<Bench> {
  return {
    id,
    says,
    source,
    look: async (bench) => {
      const found = (await reading(bench, 'merged', property))[property] ?? null
      const saw =
        found === null ? `${property} is blank` : `${property} ${found === value ? 'as stated' : 'otherwise'}`
      return verdict(found === value, saw)
    },
  }
}

const Members = z.object({ results: z.array(z.object({ recordId: z.coerce.string() })) })

async function membersOf({ api, id }: Bench): Promise<readonly string[]> {
  const path = `/crm/v3/lists/${id('list')}/memberships?limit=100`
  const { data } = await api.json(Members, { path, purpose: 'certify', doing: 'looking at a test list' })
  return data.results.map(({ recordId }) => recordId)
}
