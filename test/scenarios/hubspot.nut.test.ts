import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MergeAction, PlanAction } from '../../src/plan/files/plan-file.ts'
import type { ObjectRow } from './hubspot-client.ts'
import { type HubspotTrial, openHubspotTrial } from './hubspot-trial.ts'
import { asOf } from './plan-place.ts'
import { Sheet } from './plan-sheet.ts'

let trial: HubspotTrial

beforeAll(async () => {
  trial = await openHubspotTrial({ people: 1500, seed: 11 })
})
afterAll(() => trial[Symbol.asyncDispose]())

interface Kept {
  readonly ids: readonly string[]
  readonly typed: string | null
}

const typed = '+49 30 5550 142'

/** The first groups of which a survivor is proposed are kept; in one of them a phone is typed. */
function keepSome(sheet: Sheet, count: number): readonly Kept[] {
  const isProposed = (row: number) => sheet.cell(row, 'proposed').startsWith('survivor:')
  const whole = [...sheet.groups.values()].filter(
    (rows) =>
      rows.some(isProposed) && !rows.some((row) => sheet.cell(row, 'proposed').startsWith('left out')),
  )
  return whole.slice(0, count).map((rows, at) => {
    const [first = 0] = rows
    sheet.type(first, 'decision', 'keep')
    if (at === 0) sheet.type(first, 'take', `phone=${typed}`)
    return { ids: rows.map((row) => sheet.cell(row, 'id')), typed: at === 0 ? typed : null }
  })
}

function merges(actions: readonly PlanAction[]): readonly MergeAction[] {
  return actions.filter((action) => action.kind === 'merge')
}

describe('an admin of a HubSpot account', () => {
  let kept: readonly Kept[]
  let ties: ReadonlyMap<string, readonly string[]>

  it('tests the connection, scans, and decides in a spreadsheet', async () => {
    const tested = await trial.place.run(['connection', 'test', 'acme'])
    expect(tested, tested.stderr).toMatchObject({ exit: 0 })
    expect(tested.stdout).toMatch(/^acme {2}hubspot \d+/)
    const scan = await trial.place.run(['scan', 'duplicates', '--as-of', asOf])
    expect(scan, scan.stderr).toMatchObject({ exit: 0 })
    for (const rule of ['people', 'companies', 'deals', 'cases'])
      expect(scan.stdout).toContain(`duplicates/${rule}`)
    const review = await trial.place.run(['plan', 'review', 'duplicates/people', '--export', 'groups.csv'])
    expect(review, review.stderr).toMatchObject({ exit: 0 })
    const sheet = new Sheet(trial.place.read('groups.csv'))
    kept = keepSome(sheet, 40)
    expect(kept.length).toBe(40)
    trial.place.write('groups.csv', sheet.saved())
  })

  it('gets a plan that says what cannot be taken back, without a write', async () => {
    const before = await trial.stamps()
    const made = await trial.place.run(['plan', 'create', 'duplicates/people', '--decisions', 'groups.csv'])
    expect(made, made.stderr).toMatchObject({ exit: 0 })
    expect(await trial.stamps()).toEqual(before)
    const { plan } = trial
    expect(plan.actions.length).toBeGreaterThan(25)
    for (const action of plan.actions) expect(action.undo.kind).toBe('impossible')
    expect(plan.radius.undo.impossible).toBe(plan.actions.length)
    expect(made.stdout).toMatch(/cannot be (undone|taken back)/i)
  })

  it('merges; both old ids lead to a new record that has what both had', async () => {
    const actions = merges(trial.plan.actions)
    ties = new Map(
      await Promise.all(
        actions
          .flatMap((action) => [action.survivor, ...action.losers])
          .map(async (id) => [id, await trial.client.ties('contacts', id)] as const),
      ),
    )
    const applied = await trial.apply()
    expect(applied, applied.stderr).toMatchObject({ exit: 0 })
    const done = trial.journal().filter((entry) => entry.type === 'verified')
    expect(done.map(({ action }) => action).sort()).toEqual(actions.map(({ id }) => id).sort())
    for (const action of actions) {
      const members = [action.survivor, ...action.losers]
      const found = await Promise.all(
        members.map((id) => trial.client.get<ObjectRow>(`/crm/v3/objects/contacts/${id}?properties=phone`)),
      )
      const [first] = found
      expect(new Set(found.map(({ id }) => id)).size, action.id).toBe(1)
      expect(members).not.toContain(first?.id)
      const now = new Set(await trial.client.ties('contacts', first?.id ?? ''))
      const others = members.flatMap((id) => ties.get(id) ?? []).filter((tie) => !/:1$/.test(tie))
      expect(others.filter((tie) => !now.has(tie))).toEqual([])
      const choice = kept.find(({ ids }) => ids.includes(action.survivor))
      if (choice?.typed) expect(first?.properties.phone).toBe(choice.typed)
    }
  })

  it('finds nothing of it in the next scan, and only read what changed', async () => {
    await trial.control('POST /clock', { advance: 3_600_000 })
    const scan = await trial.place.run(['scan', 'duplicates/people', '--as-of', asOf, '--json'])
    expect(scan, scan.stderr).toMatchObject({ exit: 0 })
    expect(JSON.parse(scan.stdout).result.orgs[0].records.mode).toBe('incremental')
    const review = await trial.place.run(['plan', 'review', 'duplicates/people', '--export', 'again.csv'])
    expect(review, review.stderr).toMatchObject({ exit: 0 })
    const sheet = new Sheet(trial.place.read('again.csv'))
    const ids = new Set([...sheet.groups.values()].flat().map((row) => sheet.cell(row, 'id')))
    const ended = merges(trial.plan.actions).flatMap(({ survivor, losers }) => [survivor, ...losers])
    expect(ended.filter((id) => ids.has(id))).toEqual([])
  })

  it('splits the merged records again by undo, with their ties, and only once', async () => {
    const [action] = merges(trial.plan.actions)
    const { id: group = '', losers = [] } = action ?? {}
    const undone = await trial.undo(['--group', group])
    expect(undone.stderr + undone.stdout).toMatch(/anew|new record/i)
    const created = trial.journal().filter((entry) => entry.type === 'intent' && entry.verb === 'create')
    const items = created.flatMap((entry) => (entry.type === 'intent' ? entry.items : []))
    expect(items.map(({ record }) => record).sort()).toEqual([...losers].sort())
    const before = (await trial.client.all('contacts', [])).length
    const again = await trial.undo(['--group', group])
    expect(again, again.stderr).toMatchObject({ exit: undone.exit })
    expect((await trial.client.all('contacts', [])).length).toBe(before)
    const ids = new Map(
      trial.journal().flatMap((entry) => {
        if (entry.type !== 'outcome') return []
        const intent = created.find((one) => one.type === 'intent' && one.step === entry.step)
        const [item] = intent?.type === 'intent' ? intent.items : []
        const [outcome] = entry.outcomes
        return item?.record !== undefined && outcome?.result === 'done'
          ? [[item.record, outcome.id ?? ''] as const]
          : []
      }),
    )
    expect(ids.size).toBe(losers.length)
    for (const [old, id] of ids) {
      const now = await trial.client.ties('contacts', id)
      expect([...now].sort(), old).toEqual([...(ties.get(old) ?? [])].sort())
    }
  })

  it('keeps the token out of every file', () => {
    for (const [path, bytes] of trial.place.files())
      expect(bytes.includes(trial.org.accessToken), path).toBe(false)
  })
})
