import type { Org, Parameters } from '../org.ts'
import { objectScope } from '../scopes/names.ts'
import { findType } from '../store/define.ts'

function scopeOf(org: Org, { objectType = '' }: Parameters, access: 'read' | 'write'): readonly string[] {
  const type = findType(org, objectType)
  return type === undefined ? [] : [objectScope(type.name, type.custom, access)]
}

export function reading(org: Org, parameters: Parameters): readonly string[] {
  return scopeOf(org, parameters, 'read')
}

export function writing(org: Org, parameters: Parameters): readonly string[] {
  return scopeOf(org, parameters, 'write')
}
