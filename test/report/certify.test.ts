import { describe, expect, it } from 'vitest'
import type { CertifiedOrg } from '../../src/certify/index.ts'
import { certifiedText, creationText, deletingText } from '../../src/report/certify.ts'
import { columnsOf } from '../../src/report/terminal.ts'

const identity = {
  crm: 'salesforce',
  orgId: '00D000000000001AAA',
  host: 'acme--development.sandbox.my.salesforce.com',
  user: 'admin@acme.example',
  production: false,
  apiVersion: '66.0',
}
const long =
  'what somebody saw there, told in so many words that no line of a terminal could ever hold all of it'
const certified: CertifiedOrg = {
  identity,
  certification: {
    ...{ version: 1, crm: 'salesforce', orgId: identity.orgId, host: identity.host, apiVersion: '66.0' },
    ...{ tool: '1', at: '2026-11-02T09:00:00.000Z' },
    statements: (['confirmed', 'contradicted', 'not tested'] as const).map((is) => ({
      ...{ id: `merge/${is.replace(' ', '-')}`, says: long, source: long, is, saw: long },
    })),
  },
  leftovers: [],
  removed: { Contact: 4, Task: 3 },
  calls: {},
  exit: 0,
}
const left = { object: 'Contact', id: '003000000000001AAA', why: long }

describe('what certifying says', () => {
  it.each([40, 80, 120])('fits %i columns, and keeps every word', (width) => {
    const text = [
      creationText(identity, [long, long], width),
      certifiedText('acme-dev', { ...certified, leftovers: [left] }, width),
    ].join('\n')
    const lines = text.split('\n').filter((line) => !line.startsWith('Try again:  '))
    expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(width)
    expect(text.replaceAll(/\s+/g, ' ').split(long)).toHaveLength(13)
    for (const word of ['contradicted', 'not tested', 'confirmed', 'could not be removed'])
      expect(text).toContain(word)
  })

  it('names by object what will be deleted', () => {
    expect(deletingText({ Contact: 4, Account: 1000 }, 'Steward certify 1a2b3c4d')).toBe(
      'deleting 1,004 test records (Contact 4, Account 1,000), named "Steward certify 1a2b3c4d…"',
    )
  })

  it.each<[string, Partial<CertifiedOrg>, string]>([
    [
      'all that was made',
      {},
      `Deleted in ${identity.host}: 7 test records (Contact\n4, Task 3). Nothing of it is left in the org.`,
    ],
    ['that there was nothing', { removed: {} }, 'There was no test record to delete.'],
    [
      'what is left beside what is gone',
      { removed: { Task: 1 }, leftovers: [{ ...left, why: 'LOCKED' }], exit: 68 },
      [
        `Deleted in ${identity.host}: 1 test record (Task 1).`,
        '1 test record could not be removed:',
        '  Contact 003000000000001AAA: LOCKED',
        'Try again:  steward connection certify -o acme-dev --clean-up',
      ].join('\n'),
    ],
  ])('counts %s', (_, changed, text) => {
    expect(certifiedText('acme-dev', { ...certified, certification: null, ...changed })).toBe(text)
  })
})
