import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Connection } from '../../../src/kit/index.ts'
import type { Decided } from '../../../src/plan/group/group.ts'
import { planOf } from '../../faults/plan-of.ts'
import { salesforceCrm } from '../../faults/salesforce.ts'
import { sceneBefore } from '../../faults/scenes.ts'
import { Site } from '../../faults/site.ts'
import { group } from '../hazards/hazard-org.ts'
import { byItem } from '../undo/undo-stage.ts'

type Add = (object: string, body: object) => Promise<string>

/** An emulated org, and a plan for what was planted in it. */
async function siteOf(
  plant: (add: Add, connection: Connection) => Promise<readonly Decided[]>,
): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'of-contact-'))
  using _ = { [Symbol.dispose]: () => rmSync(folder, { recursive: true }) }
  const scene = await sceneBefore(
    {
      ...salesforceCrm,
      seed: async ({ url, accessToken }, connect) => {
        const add: Add = async (object, body) => {
          const answer = await fetch(`${url}/services/data/v66.0/sobjects/${object}`, {
            method: 'POST',
            headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
            body: JSON.stringify(body),
          })
          return String(((await answer.json()) as { id: string }).id)
        }
        const connection = await connect()
        return await planOf(connection, salesforceCrm.policy, await plant(add, connection))
      },
    },
    folder,
  )
  return await Site.open(scene)
}

async function read({ emulated: { url, accessToken } }: Site, object: string, id: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${accessToken}` }
  return await (await fetch(`${url}/services/data/v66.0/sobjects/${object}/${id}`, { headers })).json()
}

it('merges cases that show the address of a contact which the same plan merges', async () => {
  await using site = await siteOf(async (add) => {
    const one = await add('Contact', { LastName: 'Lovelace', Email: 'ada@acme.example', Phone: '1' })
    const other = await add('Contact', { LastName: 'Lovelace', Email: 'ada@home.example', Phone: '2' })
    const cases = [
      await add('Case', { Subject: 'Printer', ContactId: other }),
      await add('Case', { Subject: 'Printer', ContactId: other }),
    ]
    return [group('Contact', [one, other]), group('Case', cases)]
  })
  expect(await site.apply(false)).toMatchObject({ exit: 0, done: 2, merged: 2, skipped: [], differences: [] })
})

it('merges cases of a person account that the same plan merges, and takes its name back', async () => {
  let survivor = ''
  await using site = await siteOf(async (add, connection) => {
    survivor = await add('Account', { LastName: 'Lovelace', PersonEmail: 'ada@acme.example' })
    const other = await add('Account', { FirstName: 'Ada', LastName: 'Lovelace' })
    const [record] = (await connection.writer?.fetch('Account', [other])) ?? []
    const ContactId = record?.values.PersonContactId
    const cases = [
      await add('Case', { Subject: 'Printer', ContactId }),
      await add('Case', { Subject: 'Printer', ContactId }),
    ]
    return [group('PersonAccount', [survivor, other]), group('Case', cases)]
  })
  const { plan } = site.scene
  expect(plan.actions.flatMap((one) => (one.kind === 'merge' ? one.fields : []))).toMatchObject([
    { field: 'FirstName', why: 'fill' },
  ])
  expect(await site.apply(false)).toMatchObject({ exit: 0, done: 2, merged: 2, skipped: [], differences: [] })
  expect(await read(site, 'Account', survivor)).toMatchObject({ FirstName: 'Ada', Name: 'Ada Lovelace' })
  const undone = byItem((await site.undo()).groups)
  expect(undone[`FirstName ${survivor}`]).toBe('exact')
  expect(undone).not.toHaveProperty(`Name ${survivor}`)
  expect(await read(site, 'Account', survivor)).toMatchObject({ FirstName: null, Name: 'Lovelace' })
})
