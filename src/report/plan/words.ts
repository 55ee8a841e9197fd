import {
  type Evidence,
  type FieldChoice,
  isPreserving,
  type PlanAction,
  type PlanFile,
  type Radius,
} from '../../plan/files/plan-file.ts'
import { codeText } from '../../plan/group/left-out-words.ts'
import { byCount, tally } from '../../text/tally.ts'
import { capitalised, counted, figure, listed, percent, sum, withoutStop } from '../../text/words.ts'
import type { PlanInput } from './input.ts'

/** `384 merges of 818 records into 384`, `12 records linked and closed`. */
export function whatItDoes({ radius, actions }: PlanFile): string {
  const { merges, before, linked, preserving = 0 } = radius
  const groups = actions.length - merges
  const taken = actions.filter(isPreserving)
  const records = taken.reduce((all, { losers }) => all + losers.length + 1, 0)
  const native = merges - preserving
  return [
    ...(native > 0
      ? [`${counted(native, 'merge')} of ${counted(before - records, 'record')} into ${figure(native)}`]
      : []),
    ...(preserving > 0
      ? [
          `${counted(records, 'record')} taken over into ${figure(preserving)}, ${figure(records - preserving)} of them then put into the recycle bin`,
        ]
      : []),
    ...(linked > 0
      ? [`${counted(linked, 'record')} in ${counted(groups, 'group')} linked and closed, none deleted`]
      : []),
  ].join(' · ')
}

/** For the first lines: what nobody can take back as it was; null when there is no such thing. */
export function irreversibleText({ radius, actions }: PlanFile): string | null {
  const { impossible } = radius.undo
  if (impossible === 0) return null
  const whys = tally(actions.flatMap(({ undo }) => (undo.kind === 'impossible' ? [undo.why] : [])))
  const of = impossible === actions.length ? '' : ` of ${figure(actions.length)}`
  const groups = impossible === 1 && of === '' ? '1 group' : `${figure(impossible)}${of} groups`
  const asItWas = impossible === 1 ? 'as it was' : 'as they were'
  return `${groups} cannot be undone ${asItWas}: ${saidOnce(whys.map(([why]) => why))}`
}

/** Reasons that begin with the same sentence are one, told by the first of them. */
function saidOnce(whys: readonly string[]): string {
  const sentence = (why: string) => why.split('. ', 1)[0] ?? why
  const different = [...Map.groupBy(whys, sentence).values()]
  const alike = whys.length - different.length
  const more =
    alike === 0 ? '' : `; what ${counted(alike, 'other kind')} of records lose: steward plan show --group ID`
  return `${different.map(([why = '']) => withoutStop(why)).join('; ')}${more}`
}

/** For the first lines: what has to be done elsewhere before; null when nothing has. */
export function inSyncText({ radius, connection }: PlanFile): string | null {
  const { inSync = [] } = radius
  if (inSync.length === 0) return null
  const texts = inSync.map(({ crm, groups }) => `${capitalised(crm)} (${counted(groups, 'group')})`)
  const names = inSync.map(({ crm }) => capitalised(crm))
  return `in sync with ${listed(texts)}: the plan for ${listed(names)} goes first. Apply it there, wait until the sync is through, then scan ${connection.name} again and make this plan anew`
}

export function undoOfText({ undo }: PlanAction): string {
  if (undo.kind === 'impossible') return `cannot be undone as it was: ${withoutStop(undo.why)}`
  return 'why' in undo ? `${undo.kind}: ${undo.why}` : undo.kind
}

/** What is done with a group: `merge`, `take over`, `link and close`. */
export function wayText(action: PlanAction): string {
  if (action.kind !== 'merge') return 'link and close'
  return isPreserving(action) ? 'take over' : 'merge'
}

/** `Phone from 003…: newest, overwrites`; `value` is what is shown of it, if anything. */
export function fieldText({ field, from, why, overwrites, merge }: FieldChoice, value = ''): string {
  const whose = from === null ? '' : ` from ${from}`
  const how =
    merge === 'does' ? ', by the merge itself' : merge === 'undone' ? ', written again after the merge' : ''
  return `${field}${value}${whose}: ${why}${overwrites ? ', overwrites' : ''}${how}`
}

export function evidenceText(evidence: Evidence): string {
  switch (evidence.by) {
    case 'policy':
      return `policy rule "${evidence.name}" (same ${evidence.same.join(', ')})`
    case 'label':
      return `labels: right in at least ${percent(evidence.lowerBound)}, by ${counted(evidence.labels, 'label')} with ${counted(evidence.errors, 'error')} (sample ${evidence.sample})`
    case 'decision':
      return `decision by ${evidence.who} in ${evidence.file}`
    case 'score':
      return `score of at least ${percent(evidence.least)}, ${counted(evidence.confirmed, 'group')} confirmed by ${evidence.who}`
  }
}

/** What allows the actions, those of most first: `211 policy rule "same e-mail and name"`. */
export function evidenceSummary(actions: readonly PlanAction[]): readonly string[] {
  return tally(actions.map(({ evidence }) => evidenceText(evidence))).map(
    ([text, count]) => `${figure(count)} by ${text}`,
  )
}

/** `In it are 113 of 170 groups that scan 31 found …: 30 two owners, …`. */
export function groupsText({ radius, scan: { run }, actions }: PlanFile, named: NamedTexts = all): string {
  const { groups, planned, inPart, out } = radius.scan
  const found = `${counted(groups, 'group')} that scan ${run} found`
  const several = `, ${figure(inPart)} of them not as a whole`
  const parts = inPart === 0 ? '' : several
  const made = actions.length === planned ? '' : `, as ${counted(actions.length, 'group')} of the plan`
  const reasons = byCount(Object.entries(out)).map(([code, count]) => `${figure(count)} ${codeText(code)}`)
  if (planned === 0) return `Not in it: all of ${found}${reasons.length === 0 ? '' : `: ${named(reasons)}`}`
  if (groups === planned) return `In it: all of ${found}${parts}${made}`
  return `In it: ${figure(planned)} of ${found}${parts}${made}; ${figure(groups - planned)} not: ${named(reasons)}`
}

/** How many texts of a list are named. */
export type NamedTexts = (texts: readonly string[]) => string

const all: NamedTexts = (texts) => texts.join(', ')

/** What the merge itself changes in survivors. */
export function changesText({ changes }: Radius): string {
  const columns = changes.map(({ object, columns: names }) => `${object} ${names.join(', ')}`)
  return `the CRM itself changes these columns of survivors in a merge: ${columns.join('; ')}`
}

/** Rows by object, those that collide included, most first. */
export function movesSummary(
  { moves, collisions }: Pick<Radius, 'moves' | 'collisions'>,
  { rows }: Pick<Radius, 'rows'>,
): readonly string[] {
  const collide = byObject([collisions], rows)
  return byCount(byObject([moves, collisions], rows)).map(([object, count]) => {
    const twice = collide.get(object) ?? 0
    const kept = twice === 0 ? '' : ` (${figure(twice)} ${twice === 1 ? 'collides' : 'collide'}, kept once)`
    return `${rowsOf(count, object)}${kept}`
  })
}

/** Memberships of lists are ties of another kind; names of objects are singular in one CRM and plural in the other. */
function rowsOf(count: number, name: string): string {
  if (name === 'ties to lists') return counted(count, 'list membership')
  if (count !== 1) return `${figure(count)} ${name}`
  if (name.startsWith('ties ')) return `1 tie${name.slice(4)}`
  return `1 ${/^[a-z_]+$/.test(name) ? name.replace(/ies$/, 'y').replace(/([^s])s$/, '$1') : name}`
}

export function byObject(
  all: readonly Readonly<Record<string, number>>[],
  rows: Radius['rows'] = {},
): ReadonlyMap<string, number> {
  const objects = new Map<string, number>()
  for (const [name, count] of all.flatMap((counts) => Object.entries(counts))) {
    const object = rows[name] ?? name.split('.', 1)[0] ?? name
    objects.set(object, (objects.get(object) ?? 0) + count)
  }
  return objects
}

export function fillsText(radius: Radius): string {
  const { fills, overwrites, outvoted, optOutsKept, suppressed, restored = 0 } = radius
  const overwriting = overwrites === 0 ? 'overwrites nothing' : `overwrites ${counted(overwrites, 'value')}`
  return [
    `fills ${counted(fills, 'blank')}`,
    `keeps ${counted(optOutsKept, 'opt-out')} of merged records`,
    `${overwriting} (${counted(outvoted, 'differing value')} kept in the journal)`,
    ...(restored === 0
      ? []
      : [`writes ${counted(restored, 'value')} again that the merge would change or fill`]),
    ...(suppressed === 0
      ? []
      : [`${counted(suppressed, 'opted-out address', 'opted-out addresses')} for the suppression list`]),
  ].join(', ')
}

export function firesText(radius: Radius): string {
  const moving = radius.rows === undefined ? ['rows that move fire nothing'] : []
  return [automationText(radius) || 'nothing known', ...moving].join('; ')
}

/** `2 flows and 4 validation rules on Contact`, and what is not known. Empty where there is nothing. */
export function automationText({ fires, firesUnknown }: Pick<Radius, 'fires' | 'firesUnknown'>): string {
  const kinds = tally(fires.map(({ type, object }) => `${type}\n${object}`)).map(([key, count]) => {
    const [type = '', object = ''] = key.split('\n')
    return `${counted(count, ...plural(type))} on ${object}`
  })
  const unknown = firesUnknown.map(({ what, why }) => `not known: ${what}: ${why.replace(/\.$/, '')}`)
  return [...(kinds.length === 0 ? [] : [kinds.join(', ')]), ...unknown].join('; ')
}

function plural(type: string): readonly [string, string] {
  if (type === 'validation') return ['validation rule', 'validation rules']
  return type === 'workflow' ? ['workflow rule', 'workflow rules'] : [type, `${type}s`]
}

/** Its reason says what the command does instead. */
function isSplitLater({ undo }: PlanAction): boolean {
  return undo.kind === 'impossible' && undo.why.includes('steward plan undo')
}

export function undoText({ radius, actions }: PlanFile): string {
  const { exact, approximate, impossible, unknown } = radius.undo
  const example = actions.find(({ undo }) => undo.kind === 'approximate')?.undo
  const why = example !== undefined && 'why' in example ? ` (e.g. ${example.why})` : ''
  const split = actions.filter(isSplitLater).length
  const never = impossible - split
  const others = exact + approximate + unknown + never > 0
  return [
    ...(others
      ? [
          `values and links exact for ${figure(exact)}`,
          `approximated for ${figure(approximate)}${why}`,
          `impossible for ${figure(never)}`,
        ]
      : []),
    ...(split > 0
      ? [
          `${counted(split, 'merge')} cannot be undone as ${split === 1 ? 'it was' : 'they were'}: split later into new records; values and links mostly come back`,
        ]
      : []),
    ...lostTexts(radius),
    ...(unknown > 0 ? [`unknown for ${figure(unknown)}`] : []),
  ].join(', ')
}

function lostTexts({ lost, rows, undo }: Radius): readonly string[] {
  const all = sum(lost)
  if (all === 0 || undo.exact + undo.approximate + undo.unknown === 0) return []
  const kinds = byCount(byObject([lost], rows)).map(([object, count]) => rowsOf(count, object))
  return [`${counted(all, 'row')} cannot be put back at all (${kinds.join(', ')})`]
}

export function binText({ bin }: Radius): string | null {
  if (bin === null) return null
  const room = Math.max(0, bin.capacity - bin.used)
  return `recycle bin: room for ${counted(room, 'record')}; the window is ${counted(bin.days, 'day')}`
}

export function callsText({ plan, org }: PlanInput): string {
  const { calls } = plan.radius
  const parts = byCount(Object.entries(calls)).map(([purpose, count]) => `${figure(count)} ${purpose}`)
  const left =
    org === undefined || org === null
      ? ''
      : `; the org has used ${figure(org.used)} of ${figure(org.limit)} today`
  const back = takingBack(plan)
  return `about ${counted(sum(calls), 'API call')} (${parts.join(', ')}); ${back}${left}`
}

function takingBack({ radius, actions }: PlanFile): string {
  const { impossible } = radius.undo
  if (impossible > 0 && impossible === actions.length) {
    if (actions.every(isSplitLater)) return `splitting all of it later: about ${figure(radius.undoCalls)}`
    return 'none of it can be taken back as it was'
  }
  const what = impossible === 0 ? 'all of it' : 'what can be'
  return `taking ${what} back: about ${figure(radius.undoCalls)}`
}

/** Production must be named. */
export function applyCommand({ plan, path }: PlanInput): string {
  const file = /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
  const confirm = plan.connection.production ? ` --confirm-org ${plan.connection.host}` : ''
  return `steward plan apply ${file}${confirm}`
}

/** `2026-10-05T14:02:00.000Z` as `2026-10-05 14:02 UTC`. */
export function minute(iso: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso) ? `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC` : iso
}

export function madeText({ plan, validFor }: PlanInput): string {
  const { connection, scan, createdAt } = plan
  return [
    `org ${connection.name} (${connection.production ? 'production' : 'not production'})`,
    `made ${minute(createdAt)} from scan ${scan.run}`,
    ...(validFor === undefined ? [] : [`valid ${validFor}`]),
  ].join(' · ')
}

/** `Contact.Phone`; of a record as a whole its object alone, for an id is no column to people. */
export function columnName(object: string, field: string): string {
  return field === 'Id' ? object : `${object}.${field}`
}
