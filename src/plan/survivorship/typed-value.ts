import type { FieldDescription, Value } from '../../kit/index.ts'
import { mailOf } from '../../terms/mail.ts'
import { isList, listOf } from './bench.ts'

/** What a person typed into a spreadsheet, as the column holds it; else what is wrong, without the value. */
export type Typed = { readonly value: Value } | { readonly problem: string }

export function typedValue(field: FieldDescription, typed: string): Typed {
  const text = typed.trim()
  if (text === '') return field.nillable ? { value: null } : { problem: 'must not be empty' }
  if (field.referenceTo.length > 0) {
    return { problem: 'points to a record, so its value is taken from a member and not typed' }
  }
  if (field.type === 'number') return numberOf(text)
  if (field.type === 'boolean') return tickOf(text)
  if (field.type === 'date') return dateOf(text)
  if (field.type === 'datetime') return momentOf(text)
  if (field.picklist.length > 0) return listed(field, text)
  if (field.nativeType === 'email' && mailOf(text) === null) return { problem: 'is no e-mail address' }
  return { value: text }
}

function numberOf(text: string): Typed {
  const number = Number(text)
  return /^[+-]?\d+(\.\d+)?$/.test(text) && Number.isFinite(number)
    ? { value: number }
    : { problem: 'is no number; write it like 1234.5, without separators or units' }
}

const ticks: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  1: true,
  false: false,
  no: false,
  0: false,
}

function tickOf(text: string): Typed {
  const word = text.toLowerCase()
  const value = Object.hasOwn(ticks, word) ? ticks[word] : undefined
  return value === undefined ? { problem: 'is a tick box; write true or false' } : { value }
}

function dateOf(text: string): Typed {
  const problem = 'is no date; write it like 2026-05-04'
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return { problem }
  const day = new Date(`${text}T00:00:00Z`)
  const real = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
  return real ? { value: text } : { problem }
}

function momentOf(text: string): Typed {
  const problem = 'is no moment; write it like 2026-05-04T09:30:00Z'
  const form = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.exec(text)
  const time = Date.parse(text)
  if (form === null || Number.isNaN(time) || 'problem' in dateOf(form[1] ?? '')) return { problem }
  return { value: new Date(time).toISOString() }
}

/** Written as the list has it, whatever the case of what was typed. */
function listed(field: FieldDescription, text: string): Typed {
  const wanted = isList(field) ? listOf(text) : [text]
  const found = wanted.map((part) =>
    field.picklist.find((entry) => entry.toLowerCase() === part.toLowerCase()),
  )
  if (found.length === 0 || found.includes(undefined)) {
    return { problem: `is none of the ${field.picklist.length} values of its list` }
  }
  return { value: [...new Set(found)].join(';') }
}
