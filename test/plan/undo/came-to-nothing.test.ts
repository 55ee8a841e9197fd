import { describe, expect, it } from 'vitest'
import type { Org } from '../../../emulators/hubspot/org.ts'
import { settle } from '../../../emulators/hubspot/store/settle.ts'
import { insertRecord } from '../../../emulators/hubspot/store/write.ts'
import { type AccountStage, accountStage } from './account-stage.ts'
import { byItem } from './undo-stage.ts'

function firms(org: Org): void {
  insertRecord(org, 'companies', { id: '81', properties: { name: 'Acme', phone: '1' } })
  insertRecord(org, 'companies', { id: '82', properties: { name: 'Acme', city: 'Ulm' } })
  settle(org)
}

const notKnown = /^impossible: it is not known whether a request to make it anew was carried out/
const made = /^approximate: made anew/
const minute = 60_000

/** An undo in which the request to make a company anew has no answer, whether the server had it or not. */
async function unanswered(when: 'before' | 'after'): Promise<AccountStage> {
  const stage = await accountStage(firms)
  await stage.applied([{ object: 'companies', members: ['81', '82'] }])
  const match = { method: 'POST', path: '*/companies/batch/create' }
  await stage.world.control('/faults', { match, action: { kind: 'drop', when }, times: 1 })
  return stage
}

async function undoneAfter(stage: AccountStage, minutes: number): Promise<unknown> {
  await stage.world.control('/clock', { advance: minutes * minute })
  return byItem((await stage.undo()).groups)
}

describe('a record without a value that no two have', () => {
  it('is made anew by an undo so much later that the first request surely came to nothing', async () => {
    await using stage = await unanswered('before')
    expect(byItem((await stage.undo()).groups)).toMatchObject({
      'record 82': expect.stringMatching(notKnown),
    })
    expect(await undoneAfter(stage, 14)).toMatchObject({ 'record 82': expect.stringMatching(notKnown) })
    expect(stage.idsMade()).toEqual([])
    expect(await undoneAfter(stage, 2)).toMatchObject({ 'record 82': expect.stringMatching(made) })
    const [id = ''] = stage.idsMade()
    expect(stage.valuesOf('companies', id)).toMatchObject({ name: 'Acme', city: 'Ulm' })
    const { length } = stage.journal.of('intent')
    await stage.undo()
    expect(stage.journal.of('intent')).toHaveLength(length)
  })

  it('is not made anew while a record like it was made within a day', async () => {
    await using stage = await unanswered('before')
    await stage.undo()
    await stage.world.control('/clock', { advance: 20 * minute })
    const properties = { name: 'Acme', city: 'Ulm' }
    await stage.world.request('POST', '/crm/v3/objects/companies', { properties })
    expect(await undoneAfter(stage, 1)).toMatchObject({ 'record 82': expect.stringMatching(notKnown) })
    expect(stage.idsMade()).toEqual([])
  })

  it('is found where the server had the request, whatever its clock shows', async () => {
    await using stage = await unanswered('after')
    expect(byItem((await stage.undo()).groups)).toMatchObject({ 'record 82': expect.stringMatching(made) })
    expect(stage.idsMade()).toHaveLength(1)
  })
})
