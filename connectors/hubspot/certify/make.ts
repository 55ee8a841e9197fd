import { z } from 'zod'
import { aSecond, type Chapter, verdict } from '../../../src/kit/certify.ts'
import type { Bench } from './bench.ts'

/** HubSpot's numbers of kinds of associations (CRM API, Associations v4). */
export const primaryCompany = 1
const contactToDeal = 4

export const makeContacts: Chapter<Bench> = {
  doing: 'making three test contacts and what hangs on them',
  act: async (bench) => {
    const { make, attempt, id, address, trial } = bench
    const { mark } = trial
    await make('b', 'contacts', {
      ...{ email: address('b'), lastname: `${mark} B`, jobtitle: 'of B', phone: '+1 202 555 0142' },
      lifecyclestage: 'customer',
    })
    await trial.pause(aSecond)
    await make('a', 'contacts', {
      ...{ email: address('a'), lastname: `${mark} A`, jobtitle: 'of A', lifecyclestage: 'lead' },
    })
    await make('c', 'contacts', { email: address('c'), lastname: `${mark} C` })
    await attempt('home', () => make('home', 'companies', { name: `${mark} home` }))
    await attempt('other', () => make('other', 'companies', { name: `${mark} other` }))
    await attempt('deal', async () =>
      make('deal', 'deals', { dealname: `${mark} deal`, ...(await firstStage(bench)) }),
    )
    await attempt('home', () => tie(bench, 'a', 'companies', id('home'), primaryCompany))
    await attempt('other', () => tie(bench, 'b', 'companies', id('other'), primaryCompany))
    await attempt('deal', () => tie(bench, 'b', 'deals', id('deal'), contactToDeal))
    await attempt('list', () => makeList(bench))
  },
  statements: [
    {
      id: 'search/lags',
      says: 'Searching does not find what was made a moment ago',
      source: 'CRM API, Search (it may take some time)',
      look: async (bench) => {
        const found = await bench.find('contacts', 'email', bench.address('c'))
        return verdict(found === 0, found === 0 ? 'not found' : 'found at once')
      },
    },
    {
      id: 'create/one-address',
      says: 'A second contact with an address that a living one has is refused',
      source: 'CRM API, Contacts',
      look: async (bench) => {
        const values = { email: bench.address('a'), lastname: `${bench.trial.mark} A2` }
        const [outcome] = await bench.writer.create('contacts', [values])
        if (outcome?.result === 'done') await bench.keep('a2', 'contacts', outcome.id)
        const saw = outcome?.result === 'refused' ? outcome.code : (outcome?.result ?? 'no answer')
        return verdict(outcome?.result === 'refused', saw)
      },
    },
  ],
}

function tie(
  { send, id }: Bench,
  contact: string,
  to: string,
  other: string,
  type: number,
): Promise<unknown> {
  const path = `/crm/v4/objects/contacts/${id(contact)}/associations/${to}/${other}`
  const body = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: type }]
  return send('PUT', path, body)
}

const Pipelines = z.object({
  results: z.array(z.object({ id: z.string(), stages: z.array(z.object({ id: z.string() })) })),
})

/** A deal has to stand somewhere. */
async function firstStage({ api }: Bench): Promise<Readonly<Record<string, string>>> {
  const call = {
    path: '/crm/v3/pipelines/deals',
    purpose: 'certify',
    doing: 'looking at the pipelines of deals',
  }
  const [pipeline] = (await api.json(Pipelines, call)).data.results
  const stage = pipeline?.stages[0]?.id
  return pipeline === undefined || stage === undefined ? {} : { pipeline: pipeline.id, dealstage: stage }
}

const List = z.object({ list: z.object({ listId: z.coerce.string() }) })

/** A static list that has only the contact which will be merged away. */
async function makeList({ send, keep, id, trial }: Bench): Promise<void> {
  const wanted = { name: trial.mark, objectTypeId: '0-1', processingType: 'MANUAL' }
  const { list } = List.parse(await send('POST', '/crm/v3/lists', wanted))
  await keep('list', 'lists', list.listId)
  await send('PUT', `/crm/v3/lists/${list.listId}/memberships/add`, [id('b')])
}
