/** Columns of a review in their order; the last three are for the person. */
export const reviewColumns = [
  'scan',
  'group',
  'rule',
  'object',
  'id',
  'kind',
  'url',
  'score',
  'evidence',
  'proposed',
  'name',
  'email',
  'phone',
  'company',
  'owner',
  'created',
  'last_touch',
  'differs',
  'decision',
  'survivor',
  'take',
] as const
export type ReviewColumn = (typeof reviewColumns)[number]

/** Without these a row cannot be understood. */
export const neededColumns = [
  'scan',
  'group',
  'rule',
  'object',
  'id',
  'decision',
  'survivor',
  'take',
] as const satisfies readonly ReviewColumn[]

/** With a letter in front, so that no spreadsheet takes an id such as `1234e567…` for a number. */
export function groupCell(group: string): string {
  return `g${group}`
}

/** Back from `groupCell`; people may paste the bare id. */
export function groupOf(cell: string): string {
  return cell.toLowerCase().replace(/^g/, '')
}
