import { describe, expect, it } from 'vitest'
import { isKitError } from '../../src/kit/index.ts'
import { show } from '../../src/report/show.ts'
import { finding, group, groupFinding, key, member } from './finding.ts'
import { input, outcome, textOf } from './outcome.ts'

const clear = input({ mask: false })

describe('show', () => {
  const garcia = group(
    [
      member('003000000000001AAA', {
        name: 'Roberto García Núñez',
        email: 'rgarcia@acme.test',
        phone: '+34 91 555 0101',
        companyName: 'Acme Ibérica, S.L.',
        source: null,
        lastTouchAt: '2026-10-02T00:00:00Z',
      }),
      member('003000000000007QAA', {
        name: 'Bob Garcia',
        email: 'rgarcia@acme.test',
        phone: null,
        companyName: 'ACME IBERICA SL',
        source: 'Web',
        lastTouchAt: '2024-01-19T00:00:00Z',
      }),
      member('00Q000000000003LAA', { name: 'R. García Nuñez', phone: '91 5550101' }, 'lead'),
    ],
    {
      near: [
        {
          key: { connection: 'acme-sf', object: 'Contact', id: '003000000000009BAA' },
          kind: 'contact',
          to: 0,
          score: 0.91,
          why: 'first names conflict',
        },
      ],
      obstacles: ['a lead and a contact'],
    },
  )
  const made = outcome({ findings: [groupFinding(garcia)] })

  it('explains a group side by side', async () => {
    const text = await textOf(
      show({ ...input({ mask: false, outcome: made }), rule: 'duplicates/people', group: 1 }),
    )
    expect(text).toMatchInlineSnapshot(`
      "Group 1 · 3 records · 99.4 % · review                   weakest link: a–b 99.4 %

                      a 003…01AAA survivor  b 003…07QAA contact   c 00Q…03LAA lead
      name            Roberto García      ≠ Bob Garcia          ≠ R. García Nuñez
                      Núñez
      email           rgarcia@acme.test   = rgarcia@acme.test     ?
      phone           +34 91 555 0101       —                   ≈ 91 5550101
      company name    Acme Ibérica, S.L.  ≈ ACME IBERICA SL       ?
      source          —                   + Web                   ?
      last touch      2026-10-02            2024-01-19            ?

      a–b    email same rgarcia@acme.test (+11.2)  name nickname Bob/Roberto (+4.1)
             phone different (−2.3)
      a–c    email same rgarcia@acme.test (+11.2)  name nickname Bob/Roberto (+4.1)
             phone different (−2.3)
      not mergeable together: a lead and a contact
      near, and kept apart: 003000000000009BAA to a 91.0 %: first names conflict

      a  https://acme.example.test/003000000000001AAA
      b  https://acme.example.test/003000000000007QAA
      c  https://acme.example.test/00Q000000000003LAA
      "
    `)
  })

  it('masks the same group and keeps what agrees', async () => {
    const text = await textOf(
      show({ ...input({ outcome: made }), rule: 'duplicates/people', group: garcia.id }),
    )
    for (const leak of ['García', 'Garcia', 'rgarcia', '0101 ', 'Bob', 'Roberto'])
      expect(text).not.toContain(leak)
    expect(text).toContain('= r•••@a•••.test')
    expect(text).toContain('Acme Ibérica, S.L.')
  })

  it('lists the groups of a rule and counts those left out', async () => {
    const text = await textOf(show({ ...clear, rule: 'duplicates/people', limit: 3 }))
    expect(text.match(/^ {4}\d {2}/gm)).toHaveLength(3)
    expect(text).toContain('… 37 more findings: --limit 40 shows all')
  })

  it('lists findings about single records with what tells them apart', async () => {
    const evidence = [
      { label: 'name', value: 'Dana Ochoa', personal: true, field: 'name' },
      { label: 'days', value: 400, personal: false },
    ]
    const findings = ['003000000000001AAA', '003000000000002AAA'].map((id) =>
      finding({ records: [key(id)], evidence }),
    )
    const text = await textOf(
      show({ ...input({ outcome: outcome({ findings }) }), rule: 'stale/people', width: 120 }),
    )
    expect(text.split('\n').filter((line) => /^ +\d {2}/.test(line))).toEqual([
      '    1  Untouched for 400 days · Contact 003000000000001AAA · name D. O., days 400',
      '    2  Untouched for 400 days · Contact 003000000000002AAA · name D. O., days 400',
    ])
    expect(text).toContain('scan show stale/people --finding 1')
  })

  it('counts the records and values that a line of the list leaves out', async () => {
    const records = ['1', '2', '3', '4', '5'].map((id) => key(id))
    const evidence = [1, 2, 3, 4, 5].map((value) => ({ label: 'n', value, personal: false }))
    const made = outcome({ findings: [finding({ records, evidence })] })
    const text = await textOf(show({ ...input({ outcome: made }), rule: 'stale/people', width: 200 }))
    expect(text).toContain('Contact 1, Contact 2, Contact 3, 2 more · n 1, n 2, n 3, 2 more values')
  })

  it('explains a finding without a group', async () => {
    const text = await textOf(show({ ...input(), rule: 'access/too-many-admins', group: 1 }))
    expect(text).toContain('Finding 1 · critical · 9 people are full administrators; the policy allows 6')
    expect(text).toContain('D. O.')
    expect(text).not.toContain('Dana')
    expect(text).toContain('Do       Take the profile from those who do not need it.')
  })

  it.each([41, 'ffffffff'])('names an unknown finding: %s', async (wanted) => {
    const failed = await textOf(show({ ...clear, rule: 'duplicates/people', group: wanted })).catch(
      (error: unknown) => error,
    )
    expect(isKitError(failed)).toBe(true)
    expect(failed).toMatchObject({ code: 'UNKNOWN_GROUP', exit: 2 })
  })

  it('says so when a rule found nothing', async () => {
    expect(await textOf(show({ ...clear, rule: 'duplicates/companies' }))).toBe(
      'No findings of duplicates/companies in run 31.\n',
    )
  })
})
