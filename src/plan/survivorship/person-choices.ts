import { exitCodes, type FieldDescription, KitError } from '../../kit/index.ts'
import type { ChosenValue } from '../group/group.ts'
import { type Bench, isSameIn, type MergeMember, pointsAtMember } from './bench.ts'
import { columnNamed, columnsOf, whyFixed } from './columns.ts'
import { whoIsOut } from './consents.ts'
import { type FieldGroup, groupValues } from './field-groups.ts'
import { isBlank } from './measure.ts'
import type { Picked } from './pick.ts'
import { valueReasons } from './reasons.ts'
import { typedValue } from './typed-value.ts'

type Choices = ReadonlyMap<string, Picked>

interface Own {
  readonly field: FieldDescription
  readonly picked: Picked
}

const why = valueReasons.person

/** What a person chose, by column; all problems at once, for nothing is half-taken. */
export function personChoices(bench: Bench, groups: readonly FieldGroup[]): Choices {
  const problems: string[] = []
  const own = new Map<string, Own>()
  for (const chosen of bench.values) {
    const choice = choiceOf(bench, chosen)
    if (typeof choice === 'string') {
      problems.push(choice)
      continue
    }
    const { name } = choice.field
    const earlier = own.get(name)
    if (earlier !== undefined && !isSameIn(choice.field, earlier.picked.value, choice.picked.value)) {
      problems.push(`${name} is chosen twice, with different values`)
    }
    own.set(name, choice)
  }
  const choices = withGroups(bench, groups, own, problems)
  if (problems.length > 0) throw refusal(bench, problems)
  return choices
}

/** Whose street is taken, his town is taken; only a typed value stands for itself. */
function withGroups(
  bench: Bench,
  groups: readonly FieldGroup[],
  own: ReadonlyMap<string, Own>,
  problems: string[],
): Choices {
  const choices = new Map<string, Picked>()
  for (const group of groups) {
    const columns = group.columns.filter((column) => own.get(column)?.picked.from)
    const [from, ...others] = new Set(columns.map((column) => own.get(column)?.picked.from as MergeMember))
    if (from === undefined) continue
    if (others.length > 0) {
      problems.push(`${columns.join(', ')} are taken together: take them from one record, or type them`)
    }
    for (const [column, picked] of groupValues(bench, group, from)) {
      choices.set(column, { ...picked, why: `${why}, ${picked.why}` })
    }
  }
  for (const [column, { picked }] of own) choices.set(column, picked)
  return choices
}

function choiceOf(bench: Bench, chosen: ChosenValue): Own | string {
  const { description, mapping, traits, survivor } = bench
  const field = columnNamed(chosen.field, description, mapping)
  if (field === null) return `${chosen.field} is no field of ${description.name} that can be set`
  const fixed = whyFixed(field, mapping, traits)
  if (fixed !== null) return `${field.name} cannot be chosen: ${fixed}`

  const picked = chosen.from === null ? typed(field, chosen) : taken(bench, field, chosen, chosen.from)
  if (typeof picked === 'string') return picked
  const own = survivor.native.values[field.name]
  const changes = !isSameIn(field, picked.value, own)
  if (bench.foreign.has(field.name) && changes && !isBlank(own)) {
    return `${field.name} cannot be chosen: another system knows the survivor by the id it has`
  }
  if (bench.consents.some((one) => one.ofAddress && one.field === field.name)) {
    return `${field.name} cannot be chosen: the CRM keeps an opt-out with its address`
  }
  if (bench.losersStay && field.unique) {
    return `${field.name} cannot be chosen: it must be unique, and the other record still has it when it is written`
  }
  const optOut = bench.consents.find((one) => one.field === field.name)
  if (optOut !== undefined && picked.value !== optOut.out && whoIsOut(bench, optOut) !== undefined) {
    return `${field.name} cannot be chosen: a member has opted out, and a merge never undoes that`
  }
  return { field, picked }
}

function typed(field: FieldDescription, chosen: ChosenValue): Picked | string {
  if (chosen.typed === null) return `${field.name} is chosen without a value`
  const read = typedValue(field, chosen.typed)
  if ('problem' in read) return `the value typed for ${field.name} ${read.problem}`
  return { value: read.value, from: null, why: valueReasons.typed }
}

function taken(bench: Bench, field: FieldDescription, chosen: ChosenValue, id: string): Picked | string {
  const from = bench.all.find(({ native }) => native.id === id)
  if (from === undefined) return `${field.name} is taken from ${id}, which is not in the group`
  // A canonical field may lie in several columns; the person saw the first that is filled.
  const columns = [field.name, ...columnsOf(bench.mapping.fields[chosen.field])]
  const column = columns.find((name) => !isBlank(from.native.values[name]))
  // The survivor's blank is a choice too: it is not to be filled.
  const value = from.native.values[column ?? (from === bench.survivor ? field.name : '')]
  if (value === undefined) return `${field.name} is taken from ${id}, where it is empty`
  if (pointsAtMember(bench, field, value)) {
    return `${field.name} of ${id} points at a record of the same group`
  }
  return { value, from, why }
}

function refusal({ description, survivor }: Bench, problems: readonly string[]): KitError {
  const group = `${description.name}/${survivor.native.id}`
  return new KitError(
    'DECISIONS_INVALID',
    `What was chosen for the group of ${group} cannot be set: ${problems.join('; ')}.`,
    {
      exit: exitCodes.usage,
      actions: ['Correct the column take of that group and read the file again; nothing was taken from it'],
    },
  )
}
