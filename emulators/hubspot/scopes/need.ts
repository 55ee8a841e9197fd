import { typeOf } from '../metadata/type-of.ts'
import type { Route } from '../org.ts'
import { allScopes, objectScope, schemaScope } from './names.ts'

type Need = NonNullable<Route['scopes']>

/** Any one of them will do; without any of them all are named. */
export function oneOf(...scopes: readonly string[]): Need {
  return (_org, _parameters, { session }) => {
    const { scopes: granted } = session
    return granted === 'all' || scopes.some((scope) => granted.has(scope)) ? [] : scopes
  }
}

/** What no scope guards: any live token may. */
export const anyToken: Need = () => []

/** Reading what an object is made of: with the scope for its schema or with that for its records. */
export const readsSchema: Need = (org, parameters, request) => {
  const { name, custom } = typeOf(org, parameters.object)
  return oneOf(schemaScope(name, custom, 'read'), objectScope(name, custom, 'read'))(org, parameters, request)
}

export const writesSchema: Need = (org, { object }) => {
  const { name, custom } = typeOf(org, object)
  return [schemaScope(name, custom, 'write')]
}

/** Limits are shown to whoever may read some object. */
export const readsAnyObject: Need = oneOf(
  ...allScopes.filter((scope) => /^crm\.objects\.\w+\.read$/.test(scope)),
)
