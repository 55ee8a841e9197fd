import type { Scalar } from './script.ts'

/** Texts stay as they are; `:name` and `:name.Field` outside of them are variables. */
const PART = /'(?:[^'\\]|\\.)*'|:\s*([A-Za-z]\w*)(?:\.(\w+))?/g

type Bound = Scalar | readonly Scalar[]

/** A query with its variables written out. */
export function withBinds(soql: string, resolve: (name: string, field: string | undefined) => Bound): string {
  return soql.replace(PART, (whole, name: string | undefined, field: string | undefined, at: number) => {
    if (name === undefined) return whole
    const list = /\bin\s*$/i.test(soql.slice(0, at))
    const value = resolve(name, field)
    if (!list) return literal(Array.isArray(value) ? (value[0] ?? null) : (value as Scalar))
    const items = Array.isArray(value) ? value : [value as Scalar]
    return `(${(items.length === 0 ? [null] : items).map(literal).join(', ')})`
  })
}

function literal(value: Scalar): string {
  if (typeof value !== 'string') return String(value)
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
