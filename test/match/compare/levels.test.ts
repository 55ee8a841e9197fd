import { describe, expect, it } from 'vitest'
import {
  type Comparison,
  code,
  companyName,
  date,
  domain,
  email,
  number,
  personName,
  phones,
  set,
  site,
  text,
} from '../../../src/kit/index.ts'
import { comparatorsOver, levelOf, nameOf, type Row } from './compared.ts'

/** One field of two records; `;` stands between several values. */
function ofField(comparison: Comparison, one: string, other: string): Promise<string> {
  return levelOf(comparison, { field: one }, { field: other })
}

describe('company names', () => {
  it.each([
    ['Acme Ibérica, S.L.', 'ACME IBERICA SL', 'same'],
    ['Acme Ltd', 'Acme Limited', 'same'],
    ['The Boeing Company', 'Boeing', 'same'],
    ['Muster GmbH & Co. KG', 'Muster', 'same'],
    ['Smith & Sons Mfg.', 'Smith and Sons Manufacturing', 'same'],
    ['株式会社トヨタ', 'トヨタ', 'same'],
    ['华为技术有限公司', '华为技术', 'same'],
    ['Газпром ООО', 'Gazprom', 'same'],
    ['Acme GmbH', 'Acme AG', 'legal form differs'],
    ['Acme Group', 'Acme Holding', 'weak words differ'],
    ['Initech Sofware', 'Initech Software', 'close'],
    ['Granny Daycare Center', 'Granny Day Care Center', 'same'],
    ['Granny Daycare Home', 'Granny Day Care Center Home', 'partly'],
    ['IBM', 'International Business Machines Corp.', 'acronym'],
    ['Acme Foods - Madrid', 'Acme Foods', 'place added'],
    ['Meunier', 'Meunier & Wisozk SARL', 'partner left out'],
    ['GS', 'Goller Software Co.', 'perhaps initials'],
    ['SS', 'Syntec Systeme Deutschland e.K.', 'perhaps initials'],
    ['Store 12', 'Store 14', 'numbers differ'],
    ['Store 12 - Madrid', 'Store 14 - Madrid', 'numbers differ'],
    ['Acme UK Ltd', 'Acme Ltd', 'region differs'],
    ['Acme España', 'Acme France', 'region differs'],
    ['Syncor Energy, S.L.', 'Syncor S.L.', 'region differs'],
    ['Syncor Energy, S.L.', 'Syncor Logistik GmbH', 'region differs'],
    ['Syncor Energy', 'SYNCOR ENERGY Ltd', 'same'],
    ['GM', 'Goller Software Co.', 'different'],
    ['东方公司', '东风公司', 'different'],
    ['三菱商事', 'Mitsubishi', 'missing'],
    ['Globex Foods', 'Initech Foods', 'different'],
    ['Globex', 'Initech', 'different'],
    ['', 'Initech', 'missing'],
  ])('%s and %s: %s', async (a, b, level) => expect(await ofField(companyName('field'), a, b)).toBe(level))

  const others = Array.from(
    { length: 130 },
    (_, at): Row => ({ field: `Schools ${'abcdefghij'[at % 10]}${at}` }),
  )
  it.each([
    ['McPherson', 'Chicago Public Schools McPherson, James B.', 'contained'],
    ['Harper Montessori', 'Harper Village Program', 'a word in common'],
    ['Schools', 'Chicago Public Schools McPherson, James B.', 'different'],
  ])('%s and %s among many: %s', async (a, b, level) => {
    const [comparator] = await comparatorsOver({ it: companyName('field') }, [
      { field: a },
      { field: b },
      ...others,
    ])
    expect(comparator && nameOf(comparator, comparator.level(0, 1))).toBe(level)
  })
})

describe('e-mail addresses', () => {
  it.each([
    ['ana.ruiz@acme.es', 'Ana.Ruiz@ACME.es', 'same'],
    ['a.ruiz+shop@gmail.com', 'aruiz@googlemail.com', 'same'],
    ['ana@acme.es; ana.ruiz@acme.es', 'ana.ruiz@acme.es', 'same'],
    ['ana.ruiz@acme.es', 'ana.riuz@acme.es', 'typing error'],
    ['ana.ruiz@acme.es', 'ana.ruiz@acne.es', 'typing error'],
    ['ana.ruiz@acme.es', 'ana.ruiz@acme.com', 'typing error'],
    ['ruiz1987@gmail.com', 'ruiz1987@yahoo.es', 'same before the @'],
    ['ana.ruiz@acme.es', 'ana.ruiz@gmail.com', 'same name before the @'],
    ['jsmith1@acme.es', 'jsmith2@acme.es', 'numbered apart'],
    ['jsmith@acme.es', 'jsmith2@acme.es', 'numbered apart'],
    ['ana.ruiz@acme.es', 'ana.ruiz@initech.es', 'other kind'],
    ['ana.ruiz@acme.es', 'crazyhorse@gmail.com', 'other kind'],
    ['jsmith1@gmail.com', 'jsmith2@gmail.com', 'different'],
    ['ana.ruiz@acme.es', 'bea.soto@acme.es', 'different'],
    ['info@acme.es', 'info@acme.es', 'missing'],
    ['none@none.com', 'none@none.com', 'missing'],
  ])('%s and %s: %s', async (a, b, level) => expect(await ofField(email('field'), a, b)).toBe(level))
})

describe('phone numbers', () => {
  it.each([
    ['+34 915 550 101', '915550101', 'same'],
    ['(415) 555-2671 ext. 12', '+1 415 555 2671', 'same'],
    ['555-2671', '415-555-2671', 'without area code'],
    ['415 555 2671', '451 555 2671', 'typing error'],
    ['415 555 2671 x12', '415 555 2671 x13', 'other extension'],
    ['415 555 2671', '415 555 2672', 'different'],
    ['415 555 2671', '212 867 5309', 'different'],
    ['000000000', '212 867 5309', 'missing'],
  ])('%s and %s: %s', async (a, b, level) => expect(await ofField(phones('field'), a, b)).toBe(level))

  it('does not hold a mobile number against a landline', async () => {
    const numbers = phones('phone', 'mobile')
    expect(await levelOf(numbers, { mobile: '415 555 2671' }, { phone: '212 867 5309' })).toBe('other kind')
    expect(await levelOf(numbers, { mobile: '415 555 2671' }, { mobile: '212 867 5309' })).toBe('different')
  })
})

describe('what different people use', () => {
  const compare = {
    name: personName('first', 'last'),
    email: email('email'),
    phone: phones('phone'),
  }
  const family: readonly Row[] = [
    { first: 'Ana', last: 'Ruiz', email: 'ruiz42@web.de', phone: '915550101' },
    { first: 'Ana', last: 'Ruiz', email: 'ruiz42@web.de', phone: '915550101' },
    { first: 'Tomás', last: 'Ruiz', email: 'ruiz42@web.de', phone: '915550101' },
  ]

  it.each([
    ['a couple', family, ['name'], 'same, shared'],
    ['one person twice', family.slice(0, 2), ['name'], 'same'],
    ['a couple, where names may contradict', family, [], 'same'],
  ] as const)('%s: %s', async (_, rows, never, level) => {
    const [, mails, numbers] = await comparatorsOver(compare, rows, never)
    expect(mails && nameOf(mails, mails.level(0, 1))).toBe(level)
    expect(numbers && nameOf(numbers, numbers.level(0, 1))).toBe(level)
  })

  it('leaves out what four different ones carry', async () => {
    const crowd = ['Ana|Ruiz', 'Bea|Soto', 'Carl|Otto', 'Dora|Klein'].map((name): Row => {
      const [first = '', last = ''] = name.split('|')
      return { first, last, email: 'team.north@acme.es', phone: '915550101' }
    })
    const [, mails, numbers] = await comparatorsOver(compare, crowd, ['name'])
    expect([mails?.level(0, 1), numbers?.level(0, 1)]).toEqual([0, 0])
  })
})

describe('sites', () => {
  const where = site({
    company: 'company',
    street: 'street',
    city: 'city',
    postalCode: 'zip',
    domain: 'mail',
  })
  it.each<[string, Row, Row]>([
    [
      'same company and address',
      { company: 'Acme Ltd', street: '12 Main St', zip: '94105' },
      { company: 'ACME', street: '12 Main Street', zip: '94105' },
    ],
    ['same address', { street: 'Hauptstraße 12', city: 'Köln' }, { street: 'Hauptstr. 12', city: 'Koln' }],
    ['same company', { company: 'Acme', street: '12 Main St' }, { company: 'Acme', street: '9 Oak Ave' }],
    ['same domain', { mail: 'ana@acme.es' }, { mail: 'bea@acme.es' }],
    ['same street', { street: '8 Eddy Crescent', city: 'Lara' }, { street: 'Eddy Crescent', city: 'Lara' }],
    ['similar company', { company: 'Acme Sofware' }, { company: 'Acme Software' }],
    ['same area', { zip: '94105', city: 'Oakland' }, { zip: '94105', city: 'San Francisco' }],
    ['same city', { city: 'Noble Park' }, { city: 'Nobl ePark' }],
    ['different', { street: '12 Main St', city: 'Lara' }, { street: '12 Main St', city: 'Oakland' }],
    ['different', { street: '12 Main St' }, { street: '97 Oak Ave' }],
    ['missing', { street: '12 Main St' }, { mail: 'ana@acme.es' }],
  ])('%s', async (level, one, other) => expect(await levelOf(where, one, other)).toBe(level))
})

describe('texts', () => {
  it.each([
    ['Renewal 2025', 'renewal 2025', 'same'],
    ['RE: Printer broken', 'Printer broken', 'same'],
    ['URGENT: Printer broken', 'Printer broken, please', 'same'],
    ['VP Sales', 'Vice President, Sales', 'same'],
    ['Doctor Watson', 'Dr. Watson', 'same'],
    ['Printer brokn', 'Printer broken', 'close'],
    ['Invoice 7431 is wrong', 'Complaint: Invoice 7431 is wrong, still waiting', 'close'],
    ['Cannot log in', 'Cannot log in - second mail', 'partly'],
    ['Rose Logistics - Hardware', 'Hardware', 'partly'],
    ['Renewal 2025', 'Renewal 2026', 'numbers differ'],
    ['Order 1001 is late', 'Order 1002 is late', 'numbers differ'],
    ['New York', 'York', 'different'],
    ['Printer broken', 'Invoice missing', 'different'],
    ['', 'Invoice missing', 'missing'],
  ])('%s and %s: %s', async (a, b, level) => expect(await ofField(text('field'), a, b)).toBe(level))
})

describe('dates', () => {
  it.each([
    ['1990-05-04', '19900504', 'same'],
    ['04.05.1990', '1990-05-04', 'same'],
    ['5/4/1990', '1990-05-04', 'same'],
    ['1990', '1990', 'same'],
    ['1990-05-04', '1990-04-05', 'typing error'],
    ['1990-05-04', '1980-05-04', 'typing error'],
    ['1990-05-13', '1990-05-31', 'typing error'],
    ['1990', '1990-05-04', 'as far as known'],
    ['1990-05', '1990-05-04', 'as far as known'],
    ['1990-05-04', '1975-05-04', 'same day of another year'],
    ['1990-05-04', '1990-05-27', 'same month'],
    ['1990-05-04', '1990-11-27', 'same year'],
    ['1990', '1991-05-04', 'different'],
    ['1990-05-04', '1971-11-27', 'different'],
    ['someday', '1971-11-27', 'missing'],
  ])('%s and %s: %s', async (a, b, level) => expect(await ofField(date('field'), a, b)).toBe(level))

  it.each([
    ['2026-05-04', '2026-05-06', 'near'],
    ['2026-05-04', '2026-05-08', 'different'],
  ])('%s and %s within three days: %s', async (a, b, level) =>
    expect(await ofField(date('field', 3), a, b)).toBe(level),
  )

  it('takes 1 January for a year where it stands too often', async () => {
    const rows = Array.from({ length: 200 }, (_, at): Row => {
      const year = 1800 + (at % 97)
      return { born: at % 10 === 0 ? `${year}-01-01` : `${year}-06-1${at % 9}` }
    })
    const [comparator] = await comparatorsOver({ it: date('born') }, [
      { born: '1861-01-01' },
      { born: '1861-05-04' },
      ...rows,
    ])
    expect(comparator && nameOf(comparator, comparator.level(0, 1))).toBe('as far as known')
  })
})

describe('codes, numbers, domains and sets', () => {
  it.each([
    [code('field'), 'DE 123-456', 'de123456', 'same'],
    [code('field'), '7125552', '7125525', 'typing error'],
    [code('field'), '7125552', '7155525', 'different'],
    [code('field'), 'A-100', 'A-101', 'different'],
    [number('field'), '1998', '1998.0', 'same'],
    [number('field'), '1998', '1999', 'near'],
    [number('field'), '10', '11', 'different'],
    [number('field', 0.1), '1000', '1090', 'near'],
    [number('field', 0.1), '1000', '1200', 'different'],
    [number('field'), 'many', '11', 'missing'],
    [domain('field'), 'https://www.acme.com/about', 'acme.com', 'same'],
    [domain('field'), 'acme.com', 'acme.de', 'other ending'],
    [domain('field'), 'abc.com', 'abc.de', 'different'],
    [domain('field'), 'acme.com', 'initech.com', 'different'],
    [set('field'), 'golf; chess', 'Chess;Golf', 'same'],
    [set('field'), 'golf; chess; opera', 'chess; golf', 'overlap'],
    [set('field'), 'golf; chess; opera', 'golf; tennis', 'something in common'],
    [set('field'), 'golf', 'chess', 'different'],
  ] as const)('%j: %s and %s: %s', async (comparison, a, b, level) =>
    expect(await ofField(comparison, a, b)).toBe(level),
  )
})
