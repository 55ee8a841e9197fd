import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { EmulatedAccount } from '../../emulators/hubspot/index.ts'
import { openTestAccount, type Place, told } from './place.ts'

let place: Place<EmulatedAccount>

afterEach(() => place[Symbol.asyncDispose]())

async function call<T>(method: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${place.org.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${place.org.accessToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return (await answer.json()) as T
}

/** Records, and names of lists. */
async function living(): Promise<readonly unknown[]> {
  const found: unknown[] = []
  for (const object of ['contacts', 'companies', 'deals'])
    found.push(...(await call<{ results: readonly unknown[] }>('GET', `/crm/v3/objects/${object}`)).results)
  const search = { query: 'Steward certify', count: 100, offset: 0 }
  const { lists } = await call<{ lists: readonly { name: string }[] }>('POST', '/crm/v3/lists/search', search)
  return [...found, ...lists.map(({ name }) => name)]
}

describe('certifying a test account of HubSpot', () => {
  it('says what the account confirms, and leaves nothing behind', async () => {
    place = await openTestAccount()
    const certified = await place.certify()
    expect(certified).toMatchObject({ exit: 0, leftovers: [] })
    const all = certified.certification?.statements ?? []
    expect(all.length).toBeGreaterThanOrEqual(20)
    expect(all.filter(({ is }) => is === 'not tested')).toEqual([])
    expect(told(certified)).toMatchObject({
      'search/lags': 'contradicted',
      'merge/new-id': 'confirmed',
      'merge/moves-deals': 'confirmed',
      'merge/other-company': 'confirmed',
      'merge/static-lists': 'contradicted',
      'merge/old-id-refused': 'confirmed',
      'split/address-freed': 'confirmed',
      'stage/backwards-when-emptied': 'confirmed',
      'archive/address-free': 'confirmed',
    })
    expect(await living()).toEqual([])
    expect(place.notes()).toEqual([])
  })

  it('comes to other results in an account that is otherwise', async () => {
    place = await openTestAccount({ staticLists: 'combine', searchLagMs: 60_000 })
    const certified = await place.certify()
    expect(told(certified)).toMatchObject({
      'search/lags': 'confirmed',
      'merge/static-lists': 'confirmed',
    })
    expect(certified.leftovers).toEqual([])
    expect(await living()).toEqual([])
  })

  it('does without what it may not make', async () => {
    place = await openTestAccount({
      scopes: ['oauth', ...['read', 'write'].map((right) => `crm.objects.contacts.${right}`)],
    })
    const certified = await place.certify()
    expect(certified).toMatchObject({ exit: 0, leftovers: [] })
    expect(told(certified)).toMatchObject({
      'merge/new-id': 'confirmed',
      'merge/primary-company': 'not tested',
      'merge/moves-deals': 'not tested',
      'merge/static-lists': 'not tested',
    })
  })

  it('finds what a killed run has left, noted or not, and nothing else', async () => {
    place = await openTestAccount()
    const mark = 'Steward certify ffffffff'
    for (const lastname of [`${mark} A`, 'Somebody', 'Steward certify 00000000 A'])
      await call('POST', '/crm/v3/objects/contacts', { properties: { lastname } })
    mkdirSync(join(place.home, 'certify'), { mode: 0o700 })
    const { portalId } = await call<{ portalId: number }>('GET', '/account-info/v3/details')
    const notes = join(place.home, 'certify', `hubspot-${portalId}.ndjson`)
    writeFileSync(notes, `${JSON.stringify({ mark })}\n{"object":"con`)
    expect(await place.certify({ cleanUpOnly: true })).toMatchObject({ exit: 0, leftovers: [] })
    expect(await living()).toHaveLength(2)
    expect(place.notes()).toEqual([])
  })

  it('deletes nothing that a note names and that does not bear the mark', async () => {
    place = await openTestAccount()
    const mark = 'Steward certify ffffffff'
    const make = (lastname: string) =>
      call<{ id: string }>('POST', '/crm/v3/objects/contacts', { properties: { lastname } })
    const { id } = await make('Somebody')
    const own = await make(`${mark} A`)
    mkdirSync(join(place.home, 'certify'), { mode: 0o700 })
    const { portalId } = await call<{ portalId: number }>('GET', '/account-info/v3/details')
    const lines = [{ mark }, ...[id, own.id, '99999'].map((one) => ({ object: 'contacts', id: one }))]
    const notes = join(place.home, 'certify', `hubspot-${portalId}.ndjson`)
    writeFileSync(notes, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    const said: unknown[] = []
    const { exit, leftovers, removed } = await place.certify({
      cleanUpOnly: true,
      deleting: (...one) => void said.push(one),
    })
    expect(removed).toEqual({ contacts: 1 })
    expect(said).toEqual([[{ contacts: 1 }, mark]])
    const why = expect.stringContaining('does not bear the mark')
    expect([exit, leftovers]).toEqual([68, [{ object: 'contacts', id, why }]])
    expect(await living()).toMatchObject([{ id }])
  })

  it('refuses an account in use', async () => {
    place = await openTestAccount({ accountType: 'standard' })
    await expect(place.certify()).rejects.toMatchObject({ code: 'CERTIFY_IN_PRODUCTION', exit: 31 })
    expect(await living()).toEqual([])
  })
})
