import { describe, expect, it } from 'vitest'
import { fromScore, readCandidates } from '../../../src/plan/decide/index.ts'
import type { Member } from '../../../src/plan/group/group.ts'
import { proposeFor } from '../../../src/plan/survivorship/propose-for.ts'
import { Survivorship } from '../../../src/policy/plan-schema.ts'
import { org } from '../../scan/across/orgs.ts'
import { newFolder, policyOf, scan } from '../../scan/scan.ts'
import { candidate, member } from './candidate.ts'

const twin = (id: string) => ({ crm: 'west', column: 'westId', id })

function inSync(id: string, twins: readonly string[], values: Member['values'] = {}): Member {
  const plain = member(id, values)
  return twins.length === 0 ? plain : { ...plain, synced: true, twins: twins.map(twin) }
}

const two = [inSync('1', ['w1']), inSync('2', ['w2'])]
const one = [inSync('3', []), inSync('4', ['w3'], { createdAt: '2026-01-01T00:00:00.000Z' })]

describe('records in sync with another CRM', () => {
  it('of two records there are not among the groups that a person counts and confirms', async () => {
    const policy = await policyOf('version: 1\nrules: { "*": off, sample/people: on }')
    const all = [candidate('two', two), candidate('one', one)]
    const { parts, leftOut } = fromScore(all, policy, 0.9)
    expect(parts.map(({ group }) => group)).toEqual([candidate('one', one).group])
    expect(leftOut).toMatchObject([{ code: 'two-counterparts', records: ['1', '2'] }])
  })

  it('are proposed to survive, as a plan will have it; of two a person is told', () => {
    const survivorship = Survivorship.parse({})
    expect(proposeFor(candidate('one', one), survivorship, [])).toMatchObject({
      survivor: '4',
      words: { '4': expect.stringMatching(/^survivor: /) },
    })
    expect(proposeFor(candidate('two', two), survivorship, [])).toMatchObject({
      survivor: null,
      words: {
        '1': expect.stringMatching(/^escalated: its records are in sync with different records of west/),
      },
    })
  })

  it('are known as such from the last sync', async () => {
    const home = newFolder()
    const policy = await policyOf('version: 1\nrules: { "*": off, sample/people: on }')
    const ana = { firstName: 'Ana', lastName: 'Ruiz', email: 'ana@ruiz.es' }
    const rows = Array.from({ length: 30 }, (_, at) => ({
      id: `9${at}`,
      firstName: `Name${String.fromCharCode(97 + at)}`,
      lastName: `Family${String.fromCharCode(97 + ((at * 7) % 26))}`,
      email: `p${at}@other${at}.es`,
      westId: null,
    }))
    const people = [{ ...ana, id: '1', westId: null }, { ...ana, id: '2', westId: 'w7' }, ...rows]
    const connection = org({ name: 'acme', crm: 'east', people, counterparts: { west: 'westId' } })
    await scan({ home, policy, connections: [connection], selectors: ['sample/people'] })
    const read = await readCandidates({
      home,
      run: 'last',
      connection: 'acme',
      selectors: ['sample/people'],
      policy,
    })
    expect(read.candidates).toHaveLength(1)
    expect(
      read.candidates[0]?.members.map(({ key, synced, twins }) => ({ id: key.id, synced, twins })),
    ).toEqual([
      { id: '1', synced: undefined, twins: undefined },
      { id: '2', synced: true, twins: [twin('w7')] },
    ])
  })
})
