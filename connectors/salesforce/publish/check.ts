import type { Gap } from '../../../src/kit/connector.ts'
import { exitCodes, KitError } from '../../../src/kit/error.ts'
import type { ReviewCheck, ReviewOptions } from '../../../src/kit/publish.ts'
import { queryTogether } from '../look/query-together.ts'
import { queryPath } from '../soql.ts'
import { itemObject, loadSets, type PublishContext, setObject, text } from './sets.ts'

export interface Rules {
  /** Id of the duplicate rule by object. */
  readonly ids: Readonly<Record<string, string>>
  readonly without: Readonly<Record<string, string>>
}

export async function checkReviews(
  context: PublishContext,
  objects: readonly string[],
  options: ReviewOptions,
): Promise<ReviewCheck> {
  await loadSets(context, 'check')
  refuseUnknownColumns(context, options)
  const forbidden = [setObject, itemObject].flatMap((object): Gap[] =>
    context.descriptions.described(object)?.createable === false ? [rightGap(object)] : [],
  )
  const rules = await readRules(context, objects, options)
  if (rules === null) return { forbidden: [...forbidden, rulesGap], without: {} }
  return { forbidden, without: rules.without }
}

/** Also before reading: a column that is not there would look like one that nobody filled. */
export function refuseUnknownColumns({ api, descriptions }: PublishContext, options: ReviewOptions): void {
  const fields = descriptions.fields(setObject)
  const missing = [options.verdict, options.survivor].find((name) => name !== null && !fields?.has(name))
  if (missing === undefined || missing === null) return
  throw new KitError(
    'UNKNOWN_FIELD',
    `${setObject} of ${api.host()} has no column ${missing} that this login sees.`,
    {
      exit: exitCodes.usage,
      actions: [
        'Correct writeBack in the policy, or add the column (Setup, Object Manager, Duplicate Record Set)',
        `Grant "Read Access" to ${setObject}.${missing} in a permission set (field-level security)`,
      ],
    },
  )
}

/**
 * A set belongs to a duplicate rule or job (Help, "Manage Duplicates Using Duplicate Record Sets"): the one that the
 * policy names, else an active one of the object, else any. Null when this login may not read rules.
 */
export async function readRules(
  { api }: PublishContext,
  objects: readonly string[],
  { rules }: ReviewOptions,
): Promise<Rules | null> {
  const soql =
    'SELECT Id, SobjectType, DeveloperName, IsActive FROM DuplicateRule ORDER BY SobjectType, DeveloperName'
  const paths = new Map([['rules', queryPath(soql)]])
  const answer = (
    await queryTogether(api, { paths, purpose: 'check', doing: 'reading duplicate rules' })
  ).get('rules')
  if (answer === undefined || !answer.ok) return null
  const ids: Record<string, string> = {}
  const without: Record<string, string> = {}
  for (const object of objects) {
    const own = answer.records.filter(({ SobjectType }) => SobjectType === object)
    const wanted = rules[object]
    const found =
      wanted === undefined
        ? (own.find(({ IsActive }) => IsActive === true) ?? own[0])
        : own.find(({ DeveloperName }) => DeveloperName === wanted)
    if (found !== undefined) ids[object] = text(found.Id)
    else
      without[object] =
        wanted === undefined
          ? `${object} has no duplicate rule, and a set has to belong to one.`
          : `${object} has no duplicate rule ${wanted}, which writeBack.rules names.`
  }
  return { ids, without }
}

const rulesGap: Gap = {
  what: 'View Setup and Configuration',
  why: 'This login may not read duplicate rules, to one of which each set has to belong.',
  remedy:
    'Grant "View Setup and Configuration" in a permission set (Setup, Permission Sets, System Permissions).',
}

function rightGap(object: string): Gap {
  const right = 'Create'
  return {
    what: `${right} on ${object}`,
    why: `This login lacks "${right}" on ${object}.`,
    remedy: `Grant "${right}" on ${object} in a permission set (Setup, Permission Sets, Object Settings).`,
  }
}
