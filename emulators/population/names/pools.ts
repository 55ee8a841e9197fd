import { faker as de } from '@faker-js/faker/locale/de'
import { faker as en } from '@faker-js/faker/locale/en'
import { faker as enGb } from '@faker-js/faker/locale/en_GB'
import { faker as enUs } from '@faker-js/faker/locale/en_US'
import { faker as es } from '@faker-js/faker/locale/es'
import { faker as esMx } from '@faker-js/faker/locale/es_MX'
import { faker as fr } from '@faker-js/faker/locale/fr'
import { faker as it } from '@faker-js/faker/locale/it'
import { faker as ptPt } from '@faker-js/faker/locale/pt_PT'
import { hash, type Weighted, weighted } from '../random.ts'
import * as common from './common.ts'

export const cultures = ['en-US', 'en-GB', 'es-ES', 'es-MX', 'de-DE', 'fr-FR', 'it-IT', 'pt-PT'] as const
export type Culture = (typeof cultures)[number]

export const cultureShare: Readonly<Record<Culture, number>> = {
  'en-US': 0.4,
  'en-GB': 0.13,
  'es-ES': 0.23,
  'es-MX': 0.08,
  'de-DE': 0.06,
  'fr-FR': 0.05,
  'it-IT': 0.03,
  'pt-PT': 0.02,
}

export interface NamePool {
  readonly female: Weighted<string>
  readonly male: Weighted<string>
  readonly last: Weighted<string>
  readonly city: Weighted<string>
  readonly street: readonly string[]
}

type Locale = typeof en

const definitions = (locale: Locale) => locale.rawDefinitions
const lastNames = (locale: Locale): readonly string[] => definitions(locale).person?.last_name?.generic ?? []
const cities = (locale: Locale): readonly string[] => definitions(locale).location?.city_name ?? []
const streets = (locale: Locale): readonly string[] => definitions(locale).location?.street_name ?? []
const firstNames = (locale: Locale, sex: 'female' | 'male'): readonly string[] =>
  definitions(locale).person?.first_name?.[sex] ?? []

const spanishStreets =
  `Mayor, Real, Nueva, del Sol, San Juan, de la Constitución, Cervantes, de la Iglesia, Goya, Colón,
  Alcalá, Serrano, San Miguel, de España, del Carmen, Santa María, Velázquez, Gran Vía, de la Paz, Ramón y Cajal,
  de los Reyes Católicos, Doctor Fleming, de Andalucía, Federico García Lorca, San Antonio, de la Estación, Castilla,
  Miguel Hernández, Antonio Machado, de la Fuente, del Pilar, Hernán Cortés, Francisco Pizarro, Jorge Juan, Balmes,
  Insurgentes, Reforma, Hidalgo, Juárez, Morelos, Madero, de la Libertad, Industria, de Europa, Blasco Ibáñez`.split(
    /\s*,\s*/,
  )
const frenchStreets =
  `de la Gare, Victor Hugo, de l’Église, Pasteur, Jean Jaurès, du Général de Gaulle, des Écoles, du Moulin,
  de la République, Gambetta, des Lilas, Voltaire, de Paris, du Château, Émile Zola, de Verdun, Carnot`.split(
    /\s*,\s*/,
  )
const italianStreets =
  `Roma, Garibaldi, Mazzini, Dante Alighieri, Cavour, Verdi, della Repubblica, Matteotti, Marconi,
  XX Settembre, Vittorio Emanuele II, San Francesco, dei Mille, Gramsci, Leopardi`.split(/\s*,\s*/)
const portugueseStreets =
  `da Liberdade, Augusta, do Comércio, 25 de Abril, de Santa Catarina, da Boavista, do Carmo,
  Luís de Camões, da República, dos Combatentes, Almirante Reis, das Flores, de São Bento`.split(/\s*,\s*/)

/** Zipf–Mandelbrot: the offset is found so that the most frequent outcome has the wanted share. */
function ranked(names: readonly string[], topShare: number): Weighted<string> {
  let low = 0
  let high = 10_000
  for (let step = 0; step < 60; step++) {
    const offset = (low + high) / 2
    let total = 0
    for (let rank = 0; rank < names.length; rank++) total += 1 / (rank + 1 + offset)
    if (1 / (1 + offset) / total > topShare) low = offset
    else high = offset
  }
  return weighted(names, (_name, rank) => 1 / (rank + 1 + low))
}

/** Common names first, then the rest in an order fixed for all populations. */
function tail(head: readonly string[], ...pools: readonly (readonly string[])[]): readonly string[] {
  const rest = [...new Set(pools.flat())].filter((name) => !head.includes(name))
  const key = (name: string): number =>
    [...name].reduce((sum, letter) => hash(sum, 99, letter.codePointAt(0) ?? 0), 7)
  const keyed = rest.map((name) => [key(name), name] as const).sort((a, b) => a[0] - b[0])
  return [...head, ...keyed.map(([, name]) => name)]
}

interface Source {
  readonly names: common.CommonNames
  readonly first: Locale
  readonly last: readonly Locale[]
  readonly city: Locale
  readonly street: readonly string[]
  /** Share of the most frequent first name of its sex, and of the most frequent surname. */
  readonly top: readonly [first: number, last: number]
}

const sources: Readonly<Record<Culture, Source>> = {
  'en-US': {
    names: common.english,
    first: en,
    last: [en, de, it, esMx, fr],
    city: enUs,
    street: streets(enUs),
    top: [0.022, 0.009],
  },
  'en-GB': {
    names: common.english,
    first: en,
    last: [en, de, fr],
    city: enGb,
    street: streets(enGb),
    top: [0.024, 0.012],
  },
  'es-ES': {
    names: common.spanish,
    first: es,
    last: [es],
    city: es,
    street: spanishStreets,
    top: [0.04, 0.028],
  },
  'es-MX': {
    names: common.spanish,
    first: esMx,
    last: [esMx],
    city: esMx,
    street: spanishStreets,
    top: [0.035, 0.03],
  },
  'de-DE': {
    names: common.german,
    first: de,
    last: [de],
    city: de,
    street: streets(de),
    top: [0.025, 0.009],
  },
  'fr-FR': {
    names: common.french,
    first: fr,
    last: [fr, en],
    city: fr,
    street: frenchStreets,
    top: [0.03, 0.012],
  },
  'it-IT': {
    names: common.italian,
    first: it,
    last: [it],
    city: it,
    street: italianStreets,
    top: [0.03, 0.008],
  },
  'pt-PT': {
    names: common.portuguese,
    first: ptPt,
    last: [ptPt],
    city: ptPt,
    street: portugueseStreets,
    top: [0.05, 0.04],
  },
}

const built = new Map<Culture, NamePool>()

/** Built on first use; the same for every population. */
export function namePool(culture: Culture): NamePool {
  const known = built.get(culture)
  if (known) return known
  const source = sources[culture]
  const pool: NamePool = {
    female: ranked(tail(source.names.female, firstNames(source.first, 'female')), source.top[0]),
    male: ranked(tail(source.names.male, firstNames(source.first, 'male')), source.top[0]),
    last: ranked(tail(source.names.last, ...source.last.map(lastNames)), source.top[1]),
    city: ranked(tail([], cities(source.city)), 0.06),
    street: source.street,
  }
  built.set(culture, pool)
  return pool
}
