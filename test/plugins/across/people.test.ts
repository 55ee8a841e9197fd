import { describe, expect, it } from 'vitest'
import type { Row } from '../../scan/across/orgs.ts'
import { acrossPolicy, crowd, org } from '../../scan/across/orgs.ts'
import { findingsOf, newFolder, scan } from '../../scan/scan.ts'

type Values = Readonly<Record<string, Row[string]>>

const person: Values = {
  firstName: 'Roberto',
  lastName: 'García Núñez',
  email: 'rgarcia@iberia-paper.es',
  phone: '+34 915 550 101',
  companyName: 'Iberia Paper, S.L.',
  title: 'CEO',
  street: 'Calle Mayor 3',
  city: 'Madrid',
  postalCode: '28013',
  country: 'ES',
}

/** What across/people says about one person in two orgs, among many that agree. */
async function say(one: Values, other: Values) {
  const people = (prefix: string, values: Values) => [
    ...crowd(prefix),
    { id: `${prefix}x`, ...values } as Row,
  ]
  const outcome = await scan({
    home: newFolder(),
    policy: await acrossPolicy(),
    selectors: ['across/people'],
    connections: [
      org({ name: 'sales', people: people('s', one) }),
      org({ name: 'mail', people: people('m', other) }),
    ],
  })
  const findings = await findingsOf(outcome)
  return findings.map(({ messageId, group }) => [messageId, group?.across?.differing.join(' ')])
}

describe('across/people', () => {
  it.each<[string, Values, Values, string[][]]>([
    [
      'spelling is no difference',
      person,
      {
        ...person,
        lastName: 'GARCIA NUNEZ',
        email: 'RGarcia@Iberia-Paper.es',
        phone: '915550101',
        companyName: 'Iberia Paper',
        street: 'C/ Mayor, 3',
        country: 'Spain',
      },
      [],
    ],
    ['a nickname is one', person, { ...person, firstName: 'Rob' }, [['differs', 'firstName']]],
    [
      'another employer with the same address and number',
      person,
      { ...person, companyName: 'Globex', title: null },
      [['differs', 'companyName title']],
    ],
    ['an opt-out on one side', { ...person, optOutEmail: true }, person, [['differs', 'optOutEmail']]],
    ['a box never ticked is one that says no', { ...person, optOutEmail: false }, person, []],
    ['an empty number', { ...person, phone: null }, person, [['blank', 'phone']]],
    [
      'a colleague is somebody else',
      person,
      { ...person, firstName: 'Elena', lastName: 'Prats', email: 'eprats@iberia-paper.es' },
      [],
    ],
    ['another id of another system', { ...person, externalId: 'A1' }, { ...person, externalId: 'B7' }, []],
  ])('%s', async (_, one, other, wanted) => {
    expect(await say(one, other)).toEqual(wanted)
  })
})
