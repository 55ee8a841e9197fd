export const automationTypes = ['trigger', 'flow', 'validation', 'workflow'] as const
export type AutomationType = (typeof automationTypes)[number]

export const writeEvents = ['create', 'update', 'delete', 'restore'] as const
export type WriteEvent = (typeof writeEvents)[number]

export type Scalar = string | number | boolean | null
/** By field name; `null` is blank, `{!$Record.Field}` in a text becomes the record's value. */
export type FieldValues = Readonly<Record<string, Scalar>>

export type Act =
  | { readonly set: FieldValues }
  | { readonly refuse: string }
  | { readonly create: { readonly object: string; readonly values: FieldValues } }

/** Something that runs or refuses when records of an object are written. */
export interface Automation {
  readonly object: string
  readonly type: AutomationType
  readonly name: string
  readonly on: readonly WriteEvent[]
  /** `null`: it runs and nothing is seen of it. */
  readonly act: Act | null
  /** All of these values, in the record as it will be. */
  readonly when: FieldValues
  /** Inactive ones are listed by setup and never run. */
  readonly active: boolean
  /** Of the managed package that brought it. */
  readonly namespace: string | null
}

/** What each kind can react to (flow reference, validation rules, workflow rules: none of them knows an undelete). */
export const eventsOf: Readonly<Record<AutomationType, readonly WriteEvent[]>> = {
  trigger: writeEvents,
  flow: ['create', 'update', 'delete'],
  validation: ['create', 'update'],
  workflow: ['create', 'update'],
}
