import type { PropertyDefinition } from '../schema/types.ts'
import type { Problem } from './problem.ts'

/** Of a single value, in characters. */
const longestValue = 65_536

const day = 24 * 60 * 60 * 1000

/** The value as it is kept, or why it cannot be. Texts only: numbers and truth values were turned into texts before. */
export function takeValue(property: PropertyDefinition, value: string): string | Problem {
  const refuse = (error: string, message: string) => ({ name: property.name, error, message })
  if (value.length > longestValue)
    return refuse(
      'PROPERTY_VALUE_TOO_LONG',
      `${property.name} must be at most ${longestValue} characters long`,
    )
  if (property.name === 'email' || property.name === 'work_email') return takeEmail(value, refuse)
  if (property.name === 'hs_additional_emails') return takeEmails(value, refuse)
  switch (property.type) {
    case 'number':
      if (value.trim() !== '' && Number.isFinite(Number(value))) return value
      return refuse('INVALID_INTEGER', `${value} was not a valid number.`)
    case 'bool':
      if (value === 'true' || value === 'false') return value
      return takeOption(property, value, refuse)
    case 'date':
      return takeDate(value, refuse)
    case 'datetime':
      return takeMoment(value, refuse)
    case 'enumeration':
      return takeOption(property, value, refuse)
    default:
      return value
  }
}

type Refuse = (error: string, message: string) => Problem

function takeEmail(value: string, refuse: Refuse): string | Problem {
  const address = value.trim()
  if (/^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(address)) return address.toLowerCase()
  return refuse('INVALID_EMAIL', `Email address ${value} is invalid`)
}

function takeEmails(value: string, refuse: Refuse): string | Problem {
  const addresses = value.split(';').filter((address) => address.trim() !== '')
  for (const address of addresses) {
    const taken = takeEmail(address, refuse)
    if (typeof taken !== 'string') return taken
  }
  return [...new Set(addresses.map((address) => address.trim().toLowerCase()))].join(';')
}

function momentOf(value: string): number | undefined {
  if (/^-?\d{1,16}$/.test(value)) return Number(value)
  if (!/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2}))?$/.test(value))
    return undefined
  const moment = Date.parse(value)
  return Number.isNaN(moment) ? undefined : moment
}

function takeDate(value: string, refuse: Refuse): string | Problem {
  const moment = momentOf(value)
  if (moment === undefined) return refuse('INVALID_LONG', `${value} was not a valid long.`)
  if (moment % day === 0) return new Date(moment).toISOString().slice(0, 10)
  const at = new Date(moment).toISOString().slice(11, 23)
  return refuse('INVALID_DATE', `${value} is at ${at} UTC, not midnight!`)
}

function takeMoment(value: string, refuse: Refuse): string | Problem {
  const moment = momentOf(value)
  if (moment === undefined || Math.abs(moment) > 8.64e15)
    return refuse('INVALID_LONG', `${value} was not a valid long.`)
  return new Date(moment).toISOString()
}

/** Owners and the like have no options here; several options are separated by semicolons. */
function takeOption(property: PropertyDefinition, value: string, refuse: Refuse): string | Problem {
  const { options, fieldType } = property
  if (options.length === 0 || property.externalOptions) return value
  const chosen = fieldType === 'checkbox' ? value.split(';').filter((part) => part !== '') : [value]
  const wrong = chosen.find((part) => !options.some((option) => option.value === part))
  if (wrong === undefined) return value
  const allowed = options.map((option) => option.value).join(', ')
  return refuse('INVALID_OPTION', `${wrong} was not one of the allowed options: [${allowed}]`)
}
