import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hubspotCrm } from './hubspot.ts'
import { type Missed, missedBy, namesOf, stayed } from './missed.ts'
import { sceneAfter, sceneBefore } from './scenes.ts'
import { type Scene, Site } from './site.ts'
import { newIdsIn, type Undisturbed, undisturbed } from './steps.ts'

type Properties = Readonly<Record<string, string | null>>
type Harm = (account: Account, contacts: readonly string[], ticket: string) => Promise<unknown>

/** An emulated account, as anybody may change it. */
class Account {
  readonly #site: Site
  constructor(site: Site) {
    this.#site = site
  }

  async read(path: string, names: readonly string[]): Promise<Properties> {
    const found = await this.#call('GET', `${path}?properties=${names.join()}`)
    const { properties } = (await found.json()) as { readonly properties: Properties }
    return Object.fromEntries(names.map((name) => [name, properties[name] ?? null]))
  }

  write(path: string, properties: Properties): Promise<Response> {
    return this.#call('PATCH', path, { properties })
  }

  add(path: string, properties: Properties): Promise<Response> {
    return this.#call('POST', path, { properties })
  }

  archive(path: string): Promise<Response> {
    return this.#call('DELETE', path)
  }

  async #call(method: string, path: string, body?: object): Promise<Response> {
    const { url, accessToken } = this.#site.emulated
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await fetch(`${url}/crm/v3/objects/${path}`, { method, headers, ...sent })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer
  }
}

const folder = mkdtempSync(join(tmpdir(), 'fault-missed-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const harms: readonly (readonly [string, Harm, readonly string[]])[] = [
  ['nothing, but for ids', async () => {}, []],
  [
    'a record that is lost',
    (account, [id]) => account.archive(`contacts/${id}`),
    [
      'association not reported',
      'email not reported',
      'hidden_association not reported',
      'record_contacts not reported',
    ],
  ],
  [
    'a doubled record',
    async (account, [id]) =>
      account.add('contacts', await account.read(`contacts/${id}`, ['firstname', 'lastname', 'phone'])),
    ['record_contacts not reported'],
  ],
  [
    'values that are swapped',
    async (account, ids) => {
      const [one = '', other = ''] = ids.map((id) => `contacts/${id}`)
      const names = ['jobtitle', 'phone', 'city']
      const [first, second] = [await account.read(one, names), await account.read(other, names)]
      await account.write(one, second)
      await account.write(other, first)
    },
    ['record_contacts not reported'],
  ],
  [
    'a value that nothing else has',
    (account, _, ticket) => account.write(`tickets/${ticket}`, { subject: 'Scanner' }),
    ['record_tickets not reported', 'record_tickets lost'],
  ],
]

describe('contacts that were made anew in another order', () => {
  let scene: Scene
  let whole: Undisturbed
  beforeAll(async () => {
    scene = await sceneAfter(await sceneBefore(hubspotCrm, folder), folder)
    whole = await undisturbed(scene, 'undo')
  }, 60_000)

  const actionOn = (object: string): string =>
    scene.plan.actions.find((action) => action.object === object)?.id ?? ''

  function contactsMade(made: Undisturbed['newIds']): Readonly<Record<string, string>> {
    const own = made.filter(
      ({ action, item }) => action === actionOn('contacts') && item.startsWith('create:'),
    )
    return Object.fromEntries(own.map(({ item, id }) => [item, id]))
  }

  /** An undo whose first contact is refused and made last, and what somebody does to the account then. */
  async function compared(harm: Harm, told: readonly string[] = []): Promise<readonly Missed[]> {
    await using site = await Site.open(scene)
    const action = { kind: 'answer', answer: { status: 400, body: { message: 'no' } } }
    await site.control('POST', '/faults', { match: { path: '*/objects/*/batch/create' }, times: 1, action })
    const first = await site.undo()
    expect([first.exit, (await site.undo()).exit]).toEqual([68, whole.exit])
    const ids = contactsMade(newIdsIn(site.entries()))
    expect(ids).not.toEqual(contactsMade(whole.newIds))
    const ticket = [...whole.begin.keys()].find((row) => row.startsWith('record_tickets ')) ?? ''
    await harm(new Account(site), Object.values(ids), ticket.split(' ').at(-1) ?? '')
    const { same, rows } = missedBy(site, whole, { told: new Set(told), stays: new Set() })
    expect(same && rows.length > 0).toBe(false)
    return rows
  }

  it.each(harms)('are compared: %s', async (_, harm, why) => {
    const rows = await compared(harm)
    expect(tablesOf(rows)).toEqual(why)
  })

  it('are not missed where their group is reported, and are where another one is', async () => {
    const [, harm, why] = harms[1] as (typeof harms)[number]
    expect(await compared(harm, [actionOn('contacts')])).toEqual([])
    expect(tablesOf(await compared(harm, [actionOn('companies')]))).toEqual(why)
  })
})

function tablesOf(rows: readonly Missed[]): readonly string[] {
  return [...new Set(rows.map(({ row, why }) => `${row.split(' ')[0]} ${why}`))]
}

describe('names of ids that were made', () => {
  const made = (item: string, id: string) => ({ action: 'a', item, id })
  it.each([
    ['as in the undisturbed run', [made('x', '1'), made('y', '2')], []],
    [
      'in another order',
      [made('x', '2'), made('y', '1')],
      [
        ['2', '1'],
        ['1', '2'],
      ],
    ],
    [
      'one more of which nobody knows',
      [made('x', '2'), made('y', '3')],
      [
        ['2', '1'],
        ['3', '2'],
        ['1', 'another 1'],
      ],
    ],
    [
      'one of them twice, the last of which counts',
      [made('x', '1'), made('y', '2'), made('x', '3')],
      [
        ['3', '1'],
        ['1', 'another 1'],
      ],
    ],
  ])('%s', (_, now, names) => {
    const found = [...namesOf(now, [made('x', '1'), made('y', '2')])].filter(([id, name]) => id !== name)
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(names))
  })
})

describe('rows that undo says it left on the survivor', () => {
  const comment = (values: object) =>
    JSON.stringify({ Id: '00a1', ParentId: '5001', CommentBody: 'again', ...values })
  const removed = comment({ IsDeleted: 1 })
  const there = comment({ IsDeleted: 0 })
  it.each([
    ['is there', 'CaseComment 00a1', there, removed, true],
    ['is not in the recycle bin', 'bin 00a1', undefined, '{"id":"00a1"}', true],
    [
      'is there with another value',
      'CaseComment 00a1',
      comment({ CommentBody: '', IsDeleted: 0 }),
      removed,
      false,
    ],
    ['hangs elsewhere', 'CaseComment 00a1', comment({ ParentId: '5002', IsDeleted: 0 }), removed, false],
    ['is gone for good', 'CaseComment 00a1', undefined, removed, false],
    ['is one that should not be', 'CaseComment 00a1', there, undefined, false],
    ['is in the recycle bin, and should not be', 'bin 00a1', '{"id":"00a1"}', undefined, false],
    ['is another one', 'CaseComment 00a2', there, removed, false],
  ])('%s', (_, row, is, shouldBe, said) => {
    const dump = (text: string | undefined) => new Map(text === undefined ? [] : [[row, text]])
    expect(stayed(row, { now: dump(is), end: dump(shouldBe) }, new Set(['00a1']))).toBe(said)
  })
})
