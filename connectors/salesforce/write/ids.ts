import { KitError } from '../../../src/kit/error.ts'

/** Also keeps texts out of XML, SOQL and Apex that are no ids. */
export function isId(text: string): boolean {
  return /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/.test(text)
}

/** The last three letters only repeat what the first fifteen say. */
export function shortId(id: string): string {
  return id.slice(0, 15)
}

export function sameId(one: string, other: string): boolean {
  return shortId(one) === shortId(other)
}

/** For requests that must be right before they leave. */
export function checkIds(ids: readonly string[]): void {
  const wrong = ids.filter((id) => !isId(id)).length
  if (wrong > 0) throw malformed(`${wrong} of ${ids.length} ids are no record ids of Salesforce`)
}

export function checkFields(names: readonly string[]): void {
  const wrong = names.filter(
    (name) => !/^[a-zA-Z]\w*$/.test(name) || /^(?:[iI][dD]|type|attributes)$/.test(name),
  )
  if (wrong.length > 0) throw malformed(`${wrong.length} of ${names.length} names are no fields to set`)
}

export function checkCount(count: number, most: number): void {
  if (count > most) throw malformed(`${count} items in one request, of which it takes ${most}`)
}

function malformed(what: string): KitError {
  return new KitError('MALFORMED_WRITE', `Nothing was sent: ${what}.`, {
    actions: ['The plan is damaged or was made by other means: create it anew.'],
  })
}
