import { expect, it } from 'vitest'
import { KitError } from '../../../src/kit/index.ts'
import { OrgView } from '../../../src/plan/look/org-view.ts'
import { ScriptedCrm } from '../scripted-crm.ts'
import { tiedObjects } from '../scripted-tied.ts'

it('knows no columns of rows that are no records, and asks for them once', async () => {
  const crm = new ScriptedCrm(tiedObjects)
  const connection = crm.connection()
  const asked: (readonly string[])[] = []
  const org = new OrgView({
    ...connection,
    describe: async (objects) => {
      asked.push(objects)
      if (objects.includes('lists')) throw new KitError('UNKNOWN_OBJECT', 'There is no object lists.')
      return connection.describe(objects)
    },
  })
  expect([...(await org.columns(['companies', 'lists', 'deals'])).keys()]).toEqual(['companies', 'deals'])
  expect(asked).toHaveLength(4)
  await org.columns(['companies', 'lists'])
  expect(asked).toHaveLength(4)
  await expect(org.of('lists')).rejects.toThrow('lists cannot be read any more')
})
