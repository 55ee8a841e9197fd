import { KitError } from '../../../src/kit/error.ts'

/** For requests that must be right before they leave. */
export function checkIds(ids: readonly string[]): void {
  const wrong = ids.filter((id) => !/^\d{1,20}$/.test(id)).length
  if (wrong > 0) throw malformed(`${wrong} of ${ids.length} ids are no record ids of HubSpot`)
  if (new Set(ids).size < ids.length) throw malformed('an id stands twice in one request')
}

export function checkFields(names: readonly string[]): void {
  const wrong = names.filter((name) => !/^[a-z]\w{0,249}$/i.test(name) || name === 'hs_object_id')
  if (wrong.length > 0) throw malformed(`${wrong.length} of ${names.length} names are no properties to set`)
}

export function checkCount(count: number, most: number): void {
  if (count > most) throw malformed(`${count} items in one request, of which it takes ${most}`)
}

export function malformed(what: string): KitError {
  return new KitError('MALFORMED_WRITE', `Nothing was sent: ${what}.`, {
    actions: ['The plan is damaged or was made by other means: create it anew.'],
  })
}
