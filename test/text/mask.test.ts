import { describe, expect, it } from 'vitest'
import { maskFinding, maskValue } from '../../src/text/mask.ts'
import { finding, group, groupFinding, member } from '../report/finding.ts'

describe('maskValue', () => {
  it.each([
    ['email', 'rgarcia@acme.es', 'r•••@a•••.es'],
    ['email', 'RGarcia@ACME.ES', 'r•••@a•••.es'],
    ['email', 'bob@ibm.com', '•••@•••.com'],
    ['email', 'a@b.c', '•••@•••'],
    ['email', 'info@sales.acme.co.uk', 'i•••@s•••.uk'],
    ['email', 'anna@localhost', 'a•••@l•••'],
    ['email', 'anna@acme.es; bob@acme.es', 'a•••@a•••.es; •••@a•••.es'],
    ['email', 'not an address', '•••; •••; •••'],
    ['phone', '+34 91 555 0101', '•••01'],
    ['phone', '0101', '•••'],
    ['phone', '112', '•••'],
    ['name', 'Roberto García Núñez', 'R. G. N.'],
    ['name', 'Bo Li', '• •'],
    ['name', 'X', '•'],
    ['name', 'Anna-Lena', 'A. L.'],
    ['name', 'María de la Concepción Vidal', 'M. • • C. …'],
    ['name', 'rgarcia@acme.es', 'r•••@a•••.es'],
    ['name', '陳大文', '•'],
    ['text', 'Calle Mayor 1', '•••(≤32)'],
    ['text', '7', '•••(≤8)'],
    ['text', 'x'.repeat(131_072), '•••(>1024)'],
    ['text', 'write to anna@acme.es', '•••; •••; a•••@a•••.es'],
    ['date', '1980-02-29', '••••-••-••'],
    ['text', 42, '•••'],
    ['text', true, '•••'],
    ['name', null, null],
    ['name', '', ''],
  ] as const)('shows a %s %j as %j', (shape, value, masked) => {
    expect(maskValue(value, shape)).toBe(masked)
  })

  it('never shows a whole word of what it hides', () => {
    for (const shape of ['email', 'phone', 'name', 'text', 'date'] as const) {
      for (const value of ['a', 'ab', 'abc', 'a b', 'a@b', 'ab@cd.ef', '12', '1234567']) {
        const words = value.split(/[\s@.]+/).filter((word) => word !== 'ef')
        const masked = String(maskValue(value, shape))
        for (const word of words) expect(masked.split(/[^a-z0-9]+/i)).not.toContain(word)
      }
    }
  })
})

describe('maskFinding', () => {
  const made = groupFinding(
    group([
      member('003A', {
        name: 'Roberto García',
        email: 'rgarcia@acme.es',
        city: 'Madrid',
        ownerName: 'Dana Ortiz',
      }),
      member('003B', {
        name: 'Rosa Gómez',
        email: 'rgarcia@acme.es',
        source: 'Web',
        Secret__c: 'hidden',
        optOutEmail: true,
      }),
      member('003C', {
        name: 'Roberto García',
        email: 'rgomez@acme.es',
        birthdate: '1980-02-29',
        createdBy: '005A',
      }),
    ]),
    {
      evidence: [
        { label: 'e-mail', value: 'rgarcia@acme.es', personal: true },
        { label: 'phone', value: '+34 91 555 0101', personal: true },
        { label: 'count', value: 3, personal: false },
        { label: 'path', value: 'Profile: Admin', personal: false },
      ],
    },
  )

  it('masks personal values, keeps equality visible and the rest as it is', () => {
    const masked = maskFinding(made)
    expect(masked.group?.members.map(({ values }) => values)).toEqual([
      { name: 'R. G.', email: 'r•••@a•••.es', city: '•••(≤8)', ownerName: 'Dana Ortiz' },
      { name: 'R. G. #2', email: 'r•••@a•••.es', source: 'Web', Secret__c: '•••(≤8) #2', optOutEmail: true },
      { name: 'R. G.', email: 'r•••@a•••.es #2', birthdate: '••••-••-••', createdBy: '005A' },
    ])
    expect(masked.evidence.map(({ value }) => value)).toEqual(['r•••@a•••.es', '•••01', 3, 'Profile: Admin'])
    expect(masked.records).toEqual(made.records)
    expect(masked.group?.members.map(({ url }) => url)).toEqual(made.group?.members.map(({ url }) => url))
  })

  it('drops the words of comparisons and keeps levels and weights', () => {
    const text = JSON.stringify(maskFinding(made))
    expect(text).toContain('"level":"nickname"')
    for (const leak of ['Roberto', 'rgarcia', 'Madrid', 'hidden', '1980', 'Bob', '0101']) {
      expect(text).not.toContain(leak)
    }
  })

  it('lets evidence that repeats a comparison say its level', () => {
    const weakest = [
      { label: 'name', value: 'nickname Bob/Roberto', personal: true },
      { label: 'site', value: 'missing', personal: false },
    ]
    const masked = maskFinding({ ...made, evidence: weakest })
    expect(masked.evidence.map(({ value }) => value)).toEqual(['nickname', 'missing'])
  })

  it('is the same twice and leaves the original alone', () => {
    const before = JSON.stringify(made)
    expect(maskFinding(made)).toEqual(maskFinding(made))
    expect(JSON.stringify(made)).toBe(before)
  })

  it('takes the subject of a case for a text and a custom kind for personal', () => {
    const subject = member('500A', { name: 'Refund for Anna Smith', status: 'New' }, 'case')
    const custom = member('a00A', { name: 'Anna Smith', level: 'gold', source: 'Web' }, 'membership')
    const masked = maskFinding(groupFinding(group([subject, custom])))
    expect(masked.group?.members.map(({ values }) => values)).toEqual([
      { name: '•••(≤32)', status: 'New' },
      { name: 'A. S.', level: '•••(≤8)', source: 'Web' },
    ])
  })

  it('keeps the shape of a finding without a group', () => {
    expect(maskFinding(finding())).toEqual(finding())
  })
})
