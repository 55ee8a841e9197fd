import { cultureFacts } from './culture.ts'
import type { Culture } from './names/pools.ts'
import type { Random } from './random.ts'

/** A number as it is, before anybody writes it down. */
export interface Phone {
  readonly culture: Culture
  /** Without country code and trunk zero. */
  readonly national: string
  readonly extension: string
}

interface Plan {
  readonly office: readonly string[]
  readonly mobile: readonly string[]
  readonly length: number
  readonly groups: readonly number[]
  /** Dialled before the national number at home. */
  readonly trunk: string
}

const plans: Readonly<Record<Culture, Plan>> = {
  'en-US': {
    office: ['212', '415', '312', '713', '404', '617', '206', '303', '602', '214', '503', '919'],
    mobile: ['917', '646', '510', '347', '737', '470'],
    length: 10,
    groups: [3, 3, 4],
    trunk: '',
  },
  'en-GB': {
    office: ['20', '121', '161', '113', '131', '117'],
    mobile: ['7700', '7911', '7512', '7803'],
    length: 10,
    groups: [4, 6],
    trunk: '0',
  },
  'es-ES': {
    office: ['91', '93', '96', '95', '94', '976', '981'],
    mobile: ['6', '61', '65', '66', '72'],
    length: 9,
    groups: [3, 3, 3],
    trunk: '',
  },
  'es-MX': {
    office: ['55', '33', '81', '222', '442'],
    mobile: ['55', '33', '81'],
    length: 10,
    groups: [2, 4, 4],
    trunk: '',
  },
  'de-DE': {
    office: ['30', '40', '89', '69', '221', '711'],
    mobile: ['151', '160', '171', '176'],
    length: 10,
    groups: [3, 7],
    trunk: '0',
  },
  'fr-FR': {
    office: ['1', '2', '3', '4', '5'],
    mobile: ['6', '7'],
    length: 9,
    groups: [1, 2, 2, 2, 2],
    trunk: '0',
  },
  'it-IT': {
    office: ['02', '06', '011', '051'],
    mobile: ['333', '347', '320', '339'],
    length: 10,
    groups: [3, 7],
    trunk: '',
  },
  'pt-PT': {
    office: ['21', '22', '239'],
    mobile: ['91', '92', '93', '96'],
    length: 9,
    groups: [3, 3, 3],
    trunk: '',
  },
}

export function officeNumber(random: Random, culture: Culture): Phone {
  return number(random, culture, random.skewed(plans[culture].office))
}

export function mobileNumber(random: Random, culture: Culture): Phone {
  return number(random, culture, random.pick(plans[culture].mobile))
}

/** The company's block: same number but for the last two or three digits. */
export function directDial(random: Random, switchboard: Phone): Phone {
  const keep = switchboard.national.length - (random.chance(0.5) ? 2 : 3)
  let national = switchboard.national.slice(0, keep)
  while (national.length < switchboard.national.length) national += String(random.int(10))
  return { ...switchboard, national }
}

function number(random: Random, culture: Culture, prefix: string): Phone {
  let national = prefix
  if (culture === 'en-US') national += String(2 + random.int(8))
  while (national.length < plans[culture].length) national += String(random.int(10))
  return { culture, national, extension: '' }
}

/** How people write numbers; 0 is the org's own way. */
export const phoneStyles = 7

export function writePhone(phone: Phone, style: number): string {
  const plan = plans[phone.culture]
  const code = cultureFacts[phone.culture].dialling
  const groups = split(phone.national, plan.groups)
  return `${written(style % phoneStyles, code, plan, groups, phone)}${extension(phone, style)}`
}

function written(style: number, code: string, plan: Plan, groups: readonly string[], phone: Phone): string {
  const home = `${plan.trunk}${phone.national}`
  if (style === 1) return `+${code}${phone.national}`
  if (style === 2) return home
  if (style === 3) return `${plan.trunk}${groups.join('-')}`
  if (style === 4) return `(${plan.trunk}${groups[0]}) ${groups.slice(1).join('-')}`
  if (style === 5) return `00${code} ${groups.join('')}`
  if (style === 6) return `+${code} (${plan.trunk || '0'}) ${groups.join(' ')}`
  return phone.culture === 'en-US'
    ? `(${groups[0]}) ${groups[1]}-${groups[2]}`
    : `+${code} ${groups.join(' ')}`
}

function extension(phone: Phone, style: number): string {
  if (phone.extension === '') return ''
  return style % 2 === 0 ? ` x${phone.extension}` : ` ext. ${phone.extension}`
}

function split(digits: string, groups: readonly number[]): readonly string[] {
  const parts: string[] = []
  let from = 0
  for (const size of groups) {
    parts.push(digits.slice(from, from + size))
    from += size
  }
  return from < digits.length ? [...parts.slice(0, -1), `${parts.at(-1)}${digits.slice(from)}`] : parts
}
