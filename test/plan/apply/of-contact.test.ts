import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { planOf } from '../../faults/plan-of.ts'
import { salesforceCrm } from '../../faults/salesforce.ts'
import { sceneBefore } from '../../faults/scenes.ts'
import { Site } from '../../faults/site.ts'
import { group } from '../hazards/hazard-org.ts'

it('merges cases that show the address of a contact which the same plan merges', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'of-contact-'))
  using _ = { [Symbol.dispose]: () => rmSync(folder, { recursive: true }) }
  const scene = await sceneBefore(
    {
      ...salesforceCrm,
      seed: async ({ url, accessToken }, connect) => {
        const add = async (object: string, body: object): Promise<string> => {
          const answer = await fetch(`${url}/services/data/v66.0/sobjects/${object}`, {
            method: 'POST',
            headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
            body: JSON.stringify(body),
          })
          return String(((await answer.json()) as { id: string }).id)
        }
        const one = await add('Contact', { LastName: 'Lovelace', Email: 'ada@acme.example', Phone: '1' })
        const other = await add('Contact', { LastName: 'Lovelace', Email: 'ada@home.example', Phone: '2' })
        const cases = [
          await add('Case', { Subject: 'Printer', ContactId: other }),
          await add('Case', { Subject: 'Printer', ContactId: other }),
        ]
        return await planOf(await connect(), salesforceCrm.policy, [
          group('Contact', [one, other]),
          group('Case', cases),
        ])
      },
    },
    folder,
  )
  await using site = await Site.open(scene)
  expect(await site.apply(false)).toMatchObject({ exit: 0, done: 2, merged: 2, skipped: [], differences: [] })
})
