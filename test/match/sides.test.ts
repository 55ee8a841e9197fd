import { describe, expect, it } from 'vitest'
import { people } from '../../plugins/duplicates/people.ts'
import { groupsOf, match, type Sample } from './source.ts'
import { strangers } from './strangers.ts'

const crowd = strangers(200)
/** Two orgs hold the same people; ids begin with the side. */
const both: readonly Sample[] = [0, 1].flatMap((side) =>
  crowd.map((one) => ({ ...one, id: `${side}/${one.id}` })),
)
const byPrefix = (id: string): number => Number(id[0])
const nothing = (): number => 0

describe('records of several sides', () => {
  it('are compared with those of other sides only', async () => {
    const twin = { ...(crowd[0] as Sample), id: '0/zz' }
    const alone = await match(people, [...crowd.map((one) => ({ ...one, id: `0/${one.id}` })), twin], {
      sides: { of: byPrefix, known: nothing },
    })
    expect(alone.pairs.compared).toBe(0)
    expect(alone.groups).toEqual([])
  })

  it('find their counterpart each', async () => {
    const { groups, pairs } = await match(people, both, { sides: { of: byPrefix, known: nothing } })
    const own = groups.filter(({ members }) => new Set(members.map(({ key }) => key.id.slice(2))).size === 1)
    expect(own.length).toBe(groups.length)
    expect(own.length).toBeGreaterThanOrEqual(190)
    expect(pairs.compared).toBeLessThan(200 * 200)
  })

  it('stay one or apart as is known beforehand', async () => {
    const [first, second] = crowd.map(({ id }) => id)
    const known: Readonly<Record<string, number>> = {
      [`0/${first}`]: 1,
      [`1/${second}`]: 1,
      [`1/${first}`]: 2,
    }
    const result = await match(people, both, { sides: { of: byPrefix, known: (id) => known[id] ?? 0 } })
    const groups = groupsOf(result)
    expect(groups).toContain(`0/${first} 1/${second}`)
    expect(groups).not.toContain(`0/${first} 1/${first}`)
    const linked = result.groups.find(({ members }) => members.some(({ key }) => key.id === `0/${first}`))
    expect(
      linked?.pairs[0]?.comparisons.find(({ comparison }) => comparison === 'name')?.weight,
    ).toBeLessThan(0)
  })

  it('become one of several links that lead to different sides', async () => {
    const four = [0, 1, 2, 3].flatMap((side) => crowd.map((one) => ({ ...one, id: `${side}/${one.id}` })))
    const first = crowd[0]?.id
    const known = new Map([0, 1, 2, 3].map((side) => [`${side}/${first}`, side < 2 ? 1 : 2]))
    const linked = await match(people, four, { sides: { of: byPrefix, known: (id) => known.get(id) ?? 0 } })
    expect(groupsOf(linked)).toContain(`0/${first} 1/${first} 2/${first} 3/${first}`)
    const meeting = new Map([...known, [`1/${crowd[1]?.id}`, 2]])
    const apart = await match(people, four, {
      sides: { of: byPrefix, known: (id) => meeting.get(id) ?? 0 },
    })
    expect(groupsOf(apart)).not.toContain(`0/${first} 1/${first} 2/${first} 3/${first}`)
  })

  it('come without values when the caller reads them itself', async () => {
    const { groups } = await match(people, both, { sides: { of: byPrefix, known: nothing }, values: false })
    expect(groups.length).toBeGreaterThan(0)
    expect(groups.every(({ members }) => members.every(({ values }) => values.email === undefined))).toBe(
      true,
    )
  })
})
