import type { Candidate, Member } from '../../../src/plan/group/group.ts'

export function member(id: string, values: Member['values'] = {}, object = 'Contact'): Member {
  return {
    key: { connection: 'acme', object, id },
    kind: object.toLowerCase(),
    url: `https://acme.example/${id}`,
    values,
  }
}

/** A group of people; `group` is 16 hex digits made of its name. */
export function candidate(
  name: string,
  members: readonly Member[],
  more: Partial<Candidate> = {},
): Candidate {
  return {
    rule: 'duplicates/people',
    entity: 'person',
    group: Buffer.from(name.padEnd(8, '.').slice(0, 8)).toString('hex'),
    score: 0.99,
    members,
    proposed: 0,
    pairs: [
      {
        a: 0,
        b: 1,
        score: 0.99,
        comparisons: [{ comparison: 'name', level: 'nickname', weight: 4.1, note: 'nickname Bob/Roberto' }],
      },
    ],
    evidence: 'name: nickname Bob/Roberto',
    mergeWithin: [],
    ...more,
  }
}
