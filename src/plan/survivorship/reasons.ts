/** Why a value is the survivor's, where something hangs on it: a plan has the words themselves (`FieldChoice.why`). */
export const valueReasons = {
  typed: 'typed',
  person: 'your decision',
  'opt-out': 'opt-out kept',
  'by merge': 'rule of the merge',
} as const

export function isTyped(why: string): boolean {
  return why === valueReasons.typed
}

/** Typed, or taken from a record, or along with what was. */
export function isPersons(why: string): boolean {
  return isTyped(why) || why === valueReasons.person || why.startsWith(`${valueReasons.person}, `)
}
