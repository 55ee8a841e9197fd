import type { ComparisonResult, Finding, MatchGroup, MatchMember, RecordKey } from '../../src/kit/index.ts'

export function key(id: string, object = 'Contact', connection = 'acme-sf'): RecordKey {
  return { connection, object, id }
}

export function member(id: string, values: MatchMember['values'], kind = 'contact'): MatchMember {
  const object = kind === 'lead' ? 'Lead' : 'Contact'
  return { key: key(id, object), kind, url: `https://acme.example.test/${id}`, values }
}

/** A whole group around the members given. */
export function group(members: readonly MatchMember[], changes: Partial<MatchGroup> = {}): MatchGroup {
  const comparisons: readonly ComparisonResult[] = [
    { comparison: 'email', level: 'same', weight: 11.2, note: `same ${members[0]?.values.email}` },
    { comparison: 'name', level: 'nickname', weight: 4.1, note: 'nickname Bob/Roberto' },
    { comparison: 'phone', level: 'different', weight: -2.3 },
    { comparison: 'site', level: 'missing', weight: 0 },
  ]
  const pairs = members.slice(1).map((_, index) => ({ a: 0, b: index + 1, score: 0.994, comparisons }))
  return {
    id: '00000000000000aa',
    band: 'review',
    score: 0.9936,
    weakest: { a: 0, b: 1 },
    members,
    survivor: 0,
    pairs,
    pairsLeftOut: 0,
    near: [],
    nearLeftOut: 0,
    obstacles: [],
    ...changes,
  }
}

export function finding(changes: Partial<Finding> = {}): Finding {
  return {
    rule: 'stale/people',
    severity: 'medium',
    connection: 'acme-sf',
    messageId: 'stale',
    message: 'Untouched for 400 days',
    records: [key('003000000000001AAA')],
    aspect: null,
    evidence: [],
    actions: [],
    fingerprint: 'f0000000000000000000000000000001',
    isNew: null,
    ...changes,
  }
}

export function groupFinding(made: MatchGroup, changes: Partial<Finding> = {}): Finding {
  return finding({
    rule: 'duplicates/people',
    severity: 'high',
    message: `${made.members.length} records are probably one person`,
    records: made.members.map((one) => one.key),
    group: made,
    ...changes,
  })
}
