import { type Severity, severities } from '../kit/finding.ts'

/** `1234567` as `1,234,567`; the same on every machine. */
export function figure(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** `1 record`, `2 records`, `2 people`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${figure(value)} ${value === 1 ? one : many}`
}

/** 0.9936 as `99.4 %`; never rounds up to 100. */
export function percent(share: number): string {
  const tenths = share < 1 ? Math.min(999, Math.round(share * 1000)) : 1000
  return `${(tenths / 10).toFixed(1)} %`
}

/** The score of a match: a model is never quite sure, so nothing is shown above 99.9 %. */
export function probability(score: number): string {
  return score >= 0.9995 ? '> 99.9 %' : percent(score)
}

/** Weight of evidence with its sign: `+4.1`, `−2.3`. */
export function signed(weight: number): string {
  const text = Math.abs(weight).toFixed(1)
  return weight < 0 ? `−${text}` : `+${text}`
}

/** `companyName` as `company name`, `ERP_Id__c` as it is. */
export function fieldLabel(field: string): string {
  if (!/^[a-z][A-Za-z]*$/.test(field)) return field
  return field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/ at$/, '')
}

/** `duplicates/people` belongs to `duplicates`. */
export function familyOf(rule: string): string {
  return rule.split('/', 1)[0] ?? rule
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const months = 'January February March April May June July August September October November December'.split(
  ' ',
)

/** `2026-10-02T14:05:00Z` as `2 October 2026`; the text itself when it is no date. */
export function day(iso: string): string {
  const parts = /^(\d{4})-(\d\d)-(\d\d)/.exec(iso)
  const month = months[Number(parts?.[2]) - 1]
  return parts === null || month === undefined ? iso : `${Number(parts[3])} ${month} ${parts[1]}`
}

/** A sentence as a part of another one. */
export function withoutStop(text: string): string {
  return text.trim().replace(/\.$/, '')
}

/** `a, b and c`. */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

export function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}

/** Letters for the members of a group: a … z, aa … */
export function letter(index: number): string {
  const last = String.fromCharCode(97 + (index % 26))
  return index < 26 ? last : letter(Math.floor(index / 26) - 1) + last
}

/** `2 critical, 14 high`, worst first. */
export function severityText(bySeverity: Readonly<Partial<Record<Severity, number>>>): string {
  return severities
    .filter((severity) => (bySeverity[severity] ?? 0) > 0)
    .map((severity) => `${figure(bySeverity[severity] ?? 0)} ${severity}`)
    .join(', ')
}
