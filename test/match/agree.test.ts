import { describe, expect, it } from 'vitest'
import type { Entity, Value } from '../../src/kit/index.ts'
import { agrees, isBlank } from '../../src/match/agree.ts'

describe('two values', () => {
  it.each<[Entity, string, Value, Value]>([
    ['person', 'lastName', 'García Núñez', 'GARCIA  NUNEZ'],
    ['person', 'email', 'Ann@X.example ', 'ann@x.example'],
    ['person', 'phone', '+34 915 550 101', '915550101'],
    ['person', 'mobile', '+44 (0)20 7946 0018', '0044 20 7946 0018'],
    ['person', 'companyName', 'Acme Ibérica, S.L.', 'ACME IBERICA'],
    ['person', 'street', 'Calle Mayor 3', 'C/ Mayor, 3'],
    ['person', 'postalCode', 'SW1A 1AA', 'sw1a1aa'],
    ['person', 'postalCode', '94105-1804', '94105'],
    ['person', 'country', 'DE', 'Germany'],
    ['person', 'country', 'USA', 'United States'],
    ['person', 'phone', '+1 415 555 2671 ext. 12', '(415) 555-2671 x12'],
    ['person', 'country', 'CZ', 'Czech Republic'],
    ['person', 'country', 'Turkey', 'TR'],
    ['person', 'country', 'NL', 'The Netherlands'],
    ['person', 'country', 'GB', 'England'],
    ['person', 'country', 'UK', 'United Kingdom'],
    ['person', 'country', 'Deutschland', 'DE'],
    ['person', 'country', 'España', 'Spain'],
    ['person', 'country', 'Allemagne', 'Germania'],
    ['person', 'title', 'C++ Developer', 'c++ developer'],
    ['person', 'birthdate', '1980-02-03', '1980-02-03'],
    ['person', 'website', 'https://www.in.example/ann/', 'in.example/ann'],
    ['company', 'name', 'Acme Ibérica, S.L.', 'Acme Iberica'],
    ['company', 'website', 'https://www.acme.com/en?x=1', 'acme.com'],
    ['company', 'employees', 40, 40.0000001],
    ['company', 'taxId', 'B-12 345', 'b12345'],
    ['person', 'otherEmails', 'a@x.example;b@x.example', 'B@x.example; A@x.example'],
    ['person', 'lastName', '李', '李'],
  ])('of %s.%s agree: %s and %s', (entity, field, one, other) => {
    expect(agrees(entity, field, one, other)).toBe(true)
    expect(agrees(entity, field, other, one)).toBe(true)
  })

  it.each<[Entity, string, Value, Value]>([
    ['person', 'firstName', 'Bob', 'Robert'],
    ['person', 'name', 'Ann Bell GmbH', 'Ann Bell'],
    ['person', 'email', 'ann@x.example', 'ann@y.example'],
    ['person', 'phone', '+34 915 550 101', '+34 915 550 102'],
    ['person', 'phone', '+1 415 555 2671 ext. 12', '+1 415 555 2671 ext. 99'],
    ['person', 'phone', '+1 415 555 2671 ext. 12', '+1 415 555 2671'],
    ['person', 'phone', '+49 30 1234567', '+43 30 1234567'],
    ['person', 'title', 'C++ developer', 'C# developer'],
    ['person', 'title', 'C developer', 'C# developer'],
    ['person', 'country', 'Niger', 'Nigeria'],
    ['person', 'postalCode', '01234', '1234'],
    ['person', 'country', 'DE', 'Denmark'],
    ['person', 'optOutEmail', true, false],
    ['person', 'website', 'in.example/ann', 'in.example/bob'],
    ['company', 'name', 'Acme Holding', 'Acme'],
    ['company', 'employees', 40, 41],
    ['company', 'website', 'acme.com', 'acme.de'],
    ['person', 'lastName', '★', '☆'],
  ])('of %s.%s differ: %s and %s', (entity, field, one, other) => {
    expect(agrees(entity, field, one, other)).toBe(false)
    expect(agrees(entity, field, other, one)).toBe(false)
  })

  it('are blank without a sign', () => {
    expect([undefined, null, '', ' \t'].every(isBlank)).toBe(true)
    expect([0, false, '-'].some(isBlank)).toBe(false)
  })
})
