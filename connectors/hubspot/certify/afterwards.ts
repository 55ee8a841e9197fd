import { type Chapter, done, NotTested, verdict } from '../../../src/kit/certify.ts'
import type { Value } from '../../../src/kit/record.ts'
import { type Bench, merge, reading } from './bench.ts'

const others = 'others who use it'

export const splitAgain: Chapter<Bench> = {
  doing: 'taking a merged contact apart',
  act: async () => undefined,
  statements: [
    {
      id: 'split/address-taken',
      says: 'An additional address cannot be given to a new contact',
      source: 'Knowledge base, Restore deleted records',
      look: async (bench) => {
        const outcome = await createWith(bench, 'too early', bench.address('b'))
        return verdict(outcome === 'CONFLICT', outcome)
      },
    },
    {
      id: 'split/address-freed',
      says: 'Once it was taken out of the additional ones, it can',
      source: others,
      look: async (bench) => {
        await set(bench, 'merged', { hs_additional_emails: '' })
        const outcome = await createWith(bench, 'split', bench.address('b'))
        return verdict(outcome === 'done', outcome)
      },
    },
    {
      id: 'stage/not-backwards',
      says: 'A lifecycle stage does not go back by writing an earlier one',
      source: 'CRM API, Contacts',
      look: async (bench) => {
        await set(bench, 'merged', { lifecyclestage: 'lead' }).catch(ignoreRefusal)
        const { lifecyclestage } = await reading(bench, 'merged', 'lifecyclestage')
        return verdict(lifecyclestage !== 'lead', lifecyclestage === 'lead' ? 'went back' : 'stayed')
      },
    },
    {
      id: 'stage/backwards-when-emptied',
      says: 'It goes back when it was emptied before',
      source: 'CRM API, Contacts',
      look: async (bench) => {
        await set(bench, 'merged', { lifecyclestage: '' })
        await set(bench, 'merged', { lifecyclestage: 'lead' })
        const { lifecyclestage } = await reading(bench, 'merged', 'lifecyclestage')
        return verdict(lifecyclestage === 'lead', lifecyclestage === 'lead' ? 'went back' : 'did not')
      },
    },
  ],
}

export const mergeAgain: Chapter<Bench> = {
  doing: 'merging the third into them',
  act: async (bench) => {
    const { survivorId } = done('merging contacts', await merge(bench, 'merged', 'c'))
    await bench.keep('twice merged', 'contacts', survivorId)
  },
  statements: [
    {
      id: 'chain/first-id-leads',
      says: 'An id that was merged away twice leads to the last record',
      source: 'not documented',
      look: async (bench) => {
        const record = await bench.read('contacts', bench.id('b'), ['email'])
        const is = record?.id === bench.id('twice merged')
        return verdict(is, record === null ? 'leads nowhere' : is ? 'leads there' : 'leads elsewhere')
      },
    },
  ],
}

export const archive: Chapter<Bench> = {
  doing: 'putting a contact into the recycle bin',
  act: async (bench) => {
    const id = await bench.make('binned', 'contacts', {
      email: bench.address('d'),
      lastname: `${bench.trial.mark} D`,
    })
    done('deleting contacts', (await bench.writer.remove?.('contacts', [id]))?.[0])
  },
  statements: [
    {
      id: 'archive/hidden',
      says: 'A contact in the recycle bin is not read by its id',
      source: 'CRM API, Contacts',
      look: async (bench) => {
        const record = await bench.read('contacts', bench.id('binned'), ['email'])
        return verdict(record === null, record === null ? 'not there' : 'there')
      },
    },
    {
      id: 'archive/address-free',
      says: 'Its address can be given to a new contact',
      source: 'not documented',
      look: async (bench) => {
        const outcome = await createWith(bench, 'same address', bench.address('d'))
        return verdict(outcome === 'done', outcome)
      },
    },
    {
      id: 'archive/new-id',
      says: 'That one has another id',
      source: 'not documented',
      look: async ({ id }) => {
        const isNew = id('same address') !== id('binned')
        return verdict(isNew, isNew ? 'another id' : 'the same id')
      },
    },
    {
      id: 'archive/twice',
      says: 'Deleting what is deleted already is no error',
      source: 'not documented',
      look: async (bench) => {
        const path = `/crm/v3/objects/contacts/${bench.id('binned')}`
        const saw = await bench.send('DELETE', path).then(
          () => 'no error',
          (error: unknown) => {
            if (error instanceof NotTested) return error.message
            throw error
          },
        )
        return verdict(saw === 'no error', saw)
      },
    },
  ],
}

async function createWith(bench: Bench, name: string, email: string): Promise<string> {
  const values = { email, lastname: `${bench.trial.mark} ${name}` }
  const [outcome] = await bench.writer.create('contacts', [values])
  if (outcome?.result === 'done') await bench.keep(name, 'contacts', outcome.id)
  return outcome?.result === 'refused' ? outcome.code : (outcome?.result ?? 'no answer')
}

async function set(
  { writer, id }: Bench,
  name: string,
  values: Readonly<Record<string, Value>>,
): Promise<void> {
  done('updating contacts', (await writer.update('contacts', [{ id: id(name), values }]))[0])
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof NotTested)) throw error
}
