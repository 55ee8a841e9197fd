import { exitCodes, KitError } from '../kit/index.ts'
import { addressesIn } from './addresses.ts'

/** Whom somebody named to be forgotten. Parts of a record's key that were not said are undefined. */
export type Named =
  | { readonly address: string }
  | {
      readonly address: null
      readonly id: string
      readonly object: string | undefined
      readonly connection: string | undefined
    }

/** From an address, an id, `Contact/003…` or `acme/Contact/003…`. Throws `NOBODY_TO_FORGET` (2). */
export function namedBy(who: string): Named {
  const text = who.trim()
  if (text.includes('@') && !text.includes('/'))
    return { address: addressesIn(text)[0] ?? text.toLowerCase() }
  const [id = '', object, ...rest] = text.split('/').toReversed()
  if (id === '') throw nobodyError()
  return {
    address: null,
    id,
    object,
    connection: rest.length === 0 ? undefined : rest.toReversed().join('/'),
  }
}

/** Such numbers count records of one object in one CRM: elsewhere they are others. */
export function isCounted(id: string): boolean {
  return /^\d{1,14}$/.test(id)
}

/** How what was named is buried where nothing here knows of it; null when that could be a stranger. */
export function tombstoneOf(named: Named): string | null {
  if (named.address !== null) return null
  const { id, object = '*', connection = '*' } = named
  return isCounted(id) && connection === '*' ? null : `${connection}/${object}/${id}`
}

/** For plain numbers without an object; `keys` are those that could be meant. */
export function ambiguousError(keys: readonly string[], named: Named): KitError {
  const id = named.address === null ? named.id : 'ID'
  const message =
    keys.length > 1
      ? `${keys.length} records have this id; nothing was removed.`
      : 'Records of different objects have such a number; nothing was removed.'
  const actions =
    keys.length === 0
      ? ['Say which one it is', `  steward forget CONNECTION/OBJECT/${id}`]
      : ['Name one of them', ...keys.slice(0, 10).map((key) => `  steward forget ${key}`)]
  return new KitError('AMBIGUOUS_ID', message, { exit: exitCodes.usage, actions })
}

function nobodyError(): KitError {
  return new KitError('NOBODY_TO_FORGET', 'Say whom to forget: an e-mail address or a record id.', {
    exit: exitCodes.usage,
  })
}
