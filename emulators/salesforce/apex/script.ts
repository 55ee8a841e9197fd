import type { ObjectSchema } from '../schema/types.ts'
import type { Place } from './source.ts'

export interface Type {
  /** As the language spells it: `Case`, `Id`, `Database.MergeResult`; `null` fits everywhere. */
  readonly name: string
  readonly object: ObjectSchema | null
  readonly list: boolean
}

export type Scalar = string | number | boolean | null

interface Typed {
  readonly type: Type
}

/** The part of the language that the emulated org knows: records, lists, queries, merges and updates. */
export type Expression = Typed &
  (
    | { readonly kind: 'scalar'; readonly value: Scalar }
    | { readonly kind: 'variable'; readonly name: string }
    | { readonly kind: 'field'; readonly of: Expression; readonly field: string }
    | { readonly kind: 'item'; readonly of: Expression; readonly at: Expression }
    | {
        readonly kind: 'record'
        readonly object: ObjectSchema
        readonly fields: readonly (readonly [field: string, value: Expression])[]
      }
    | { readonly kind: 'list'; readonly items: readonly Expression[] }
    | { readonly kind: 'query'; readonly soql: string; readonly object: ObjectSchema }
    | Change
  )

export type Change = Typed & {
  readonly kind: 'merge' | 'update'
  /** Master and others of a merge; the records of an update. */
  readonly records: readonly Expression[]
  /** `false` as last argument of `Database.…`: faults are results, not exceptions. */
  readonly strict: Expression | null
}

export type Statement = { readonly place: Place } & (
  | {
      readonly kind: 'declare'
      readonly name: string
      readonly type: Type
      readonly value: Expression | null
    }
  | {
      readonly kind: 'assign'
      readonly name: string
      readonly field: string | null
      readonly value: Expression
      readonly type: Type
    }
  | { readonly kind: 'run'; readonly change: Change }
)
