import { describe, expect, it } from 'vitest'
import { personName } from '../../../src/kit/index.ts'
import { comparatorsOver, nameOf, type Row } from './compared.ts'

const declared = personName('firstName', 'lastName', { middle: 'middleName', suffix: 'suffix' })

async function compare(one: string, other: string): Promise<{ level: string; note: string | undefined }> {
  const row = (text: string): Row => {
    const [firstName = '', lastName = '', middleName = '', suffix = ''] = text.split('|')
    return { firstName, lastName, middleName, suffix }
  }
  const [comparator] = await comparatorsOver({ name: declared }, [row(one), row(other)])
  if (comparator === undefined) throw new TypeError('no comparator')
  const level = comparator.level(0, 1)
  expect(comparator.level(1, 0)).toBe(level)
  return { level: nameOf(comparator, level), note: comparator.note?.(0, 1, level) }
}

describe('personName', () => {
  it.each([
    ['Ana|López', 'ANA|LOPEZ', 'same'],
    ['Dr. Ana|López', 'Ana|López, PhD', 'same'],
    ['Zoë|Müller', 'Zoe|Muller', 'same'],
    ['Иван|Петров', 'Ivan|Petrov', 'same'],
    ['|John Smith', 'John|Smith', 'same'],
    ['Bob|Miller', 'Robert|Miller', 'nickname'],
    ['Pepe|Ruiz', 'José|Ruiz', 'nickname'],
    ['Bill|Miller', 'Will|Miller', 'nickname'],
    ['Hans|Weber', 'Johannes|Weber', 'nickname'],
    ['J.|Miller', 'John|Miller', 'initial'],
    ['R.|Miller', 'Bob|Miller', 'initial'],
    ['J. R.|Miller', 'John Robert|Miller', 'initial'],
    ['Juan Carlos|Ruiz', 'Juan|Ruiz', 'given part'],
    ['Mary Ann|Poe', 'Ann|Poe', 'given part'],
    ['John|Miller|Adam', 'John|Miller|Brian', 'given part'],
    ['Ana|García Núñez', 'Ana|García', 'surname part'],
    ['Ana|Smith-Jones', 'Ana|Jones', 'surname part'],
    ['Juan|BotelloGarcía', 'Juan|Botello', 'surname part'],
    ['Juan|Jones', 'Juan|Jsneo', 'family name garbled'],
    ['Bob|García Núñez', 'Roberto|García', 'surname part'],
    ['Ana|de la Cruz', 'Ana|Cruz', 'same'],
    ['Smith|John', 'John|Smith', 'swapped'],
    ['Álvarez|Leonardo', 'Leonardo|Álvarez Villegas', 'swapped'],
    ['Lokar Kimberly|Raquel', 'Raquel Kimberly|Lokar', 'swapped'],
    ['|Smith, J.', 'John|Smith', 'initial'],
    ['|carmen moreno', 'Carmen|Moreno Holguín', 'surname part'],
    ['|Bob Miller', 'Robert|Miller', 'nickname'],
    ['|Maria Miller', 'John|Miller', 'surname only'],
    ['Jhon|Miller', 'John|Miller', 'fuzzy'],
    ['John|Miler', 'John|Miller', 'fuzzy'],
    ['Joseph|Hendersen', 'Joe|Henderson', 'fuzzy'],
    ['Ceasar Kenneth|Coslovich', 'Casar|Coslovich', 'fuzzy'],
    ['Ana|Camarillo Núñez', 'Ana|Camarilo', 'fuzzy'],
    ['Diego|Ho1guín', 'Diego|Holguín', 'same'],
    ['Madlien|Miller', 'Madeline|Miller', 'fuzzy both'],
    ['Stephn|Hendersen', 'Stephen|Henderson', 'fuzzy both'],
    ['|Miller', 'John|Miller', 'surname only'],
    ['Ana|Miller', 'Ana|Kowalski', 'family name differs'],
    ['A.|Miller', 'Ana|Kowalski', 'family name differs'],
    ['B.|Miller', 'Ana|Kowalski', 'different'],
    ['小明|王', '小明|汪', 'family name differs'],
    ['小明|王', '小明|王', 'same'],
    ['Xiaoming|Wang', '小明|王', 'same'],
    ['Taro|Yamada', '太郎|山田', 'missing'],
    ['Rosa|García', 'Roberto|García', 'given name differs'],
    ['Mario|Rossi', 'Maria|Rossi', 'given name differs'],
    ['Daniel|Ruiz', 'Daniela|Ruiz', 'given name differs'],
    ['Karen|Miller', 'Karin|Miller', 'given name differs'],
    ['Frank|Miller Jr.', 'Frank|Miller Sr.', 'generation differs'],
    ['Frank|Miller||III', 'Frank|Miller||Jr.', 'generation differs'],
    ['Frank|Miller Jr.', 'Frank|Miller', 'same'],
    ['John|Miller', 'Peter|Schmidt', 'different'],
    ['|', 'John|Smith', 'missing'],
    ['Unknown|Unknown', 'John|Smith', 'missing'],
  ])('%s and %s: %s', async (one, other, level) => {
    expect((await compare(one, other)).level).toBe(level)
  })

  it.each([
    ['Bob|Miller', 'Robert|Miller', 'nickname Bob/Robert'],
    ['Bob|García Núñez', 'Roberto|García', 'one surname missing Garcia Nunez/Garcia, nickname Bob/Roberto'],
    ['John|Miler', 'John|Miller', 'typing error Miler/Miller'],
    ['Rosa|García', 'Roberto|García', 'given names differ Rosa/Roberto'],
  ])('says about %s and %s: %s', async (one, other, note) => {
    expect((await compare(one, other)).note).toBe(note)
  })
})
