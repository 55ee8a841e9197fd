import { describe, expect, it } from 'vitest'
import type { JournalEntry } from '../../../src/plan/journal/entry.ts'
import { stateOf } from '../../../src/plan/journal/index.ts'
import { readPast } from '../../../src/plan/journal/past.ts'
import { scenarios } from '../apply/scenarios.ts'
import type { Mishap } from '../scripted-crm.ts'

const writes = ['merge', 'update', 'attach', 'remove']

/** What going on and undoing know of a journal is the same, at whichever line it broke off. */
async function sameOf(entries: readonly JournalEntry[], where: string): Promise<void> {
  const past = await readPast({ entries: () => entries, preImage: async () => null })
  const state = await stateOf(entries)
  const done = new Set(past.done.map(({ item }) => `${item.action} ${item.item}`))
  const doneToo = [...state.actions.values()].flatMap(({ action, items }) =>
    [...items.values()].filter(({ is }) => is === 'done').map(({ item }) => `${action} ${item.item}`),
  )
  expect([...done].sort(), where).toEqual(doneToo.sort())
  const open = [...past.open.values()].flat().map(({ action, item }) => `${action} ${item}`)
  const openToo = [...state.actions.values()].flatMap(({ action, items }) =>
    [...items.values()].filter(({ is }) => is === 'in the air').map(({ item }) => `${action} ${item.item}`),
  )
  expect(open.sort(), where).toEqual(openToo.sort())
  expect(past.nextStep, where).toBe(state.nextStep)
  for (const [action, images] of past.preImages) {
    const { preImage, laterPreImages } = state.of(action)
    const seqs = [preImage, ...laterPreImages].flatMap((image) => image?.seq ?? [])
    expect(
      images.map(({ seq }) => seq),
      where,
    ).toEqual(seqs)
  }
}

const mishaps: readonly (readonly [string, Mishap | undefined])[] = [
  ['undisturbed', undefined],
  ['with answers that get lost', { dropped: true }],
  ['with writes that never arrive', { lost: true }],
  ['with refusals', { refuse: () => ({ code: 'LOCKED', retryable: true }) }],
]

describe.each(scenarios)('the two readings of a journal $name', ({ begin }) => {
  it.each(mishaps)('agree at every line, %s', async (_, mishap) => {
    const { stage, planned } = begin()
    using _stage = stage
    const met = new Set<string>()
    stage.crm.script = ({ verb, ids }) => {
      const name = `${verb} ${ids.join()}`
      if (mishap === undefined || !writes.includes(verb) || met.has(name)) return undefined
      met.add(name)
      return mishap
    }
    expect(await stage.apply(planned)).toMatchObject({ exit: 0 })
    const { lines } = stage.journal
    for (let end = 1; end <= lines.length; end++) await sameOf(lines.slice(0, end), `line ${end}`)
    const state = await stateOf(lines)
    expect([...state.actions.values()].map(({ is }) => is)).toEqual(
      planned.plan.actions.map(() => 'verified'),
    )
  })
})
