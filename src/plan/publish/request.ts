import {
  type Connection,
  type ConnectionIdentity,
  exitCodes,
  KitError,
  type ReviewOptions,
  type Reviews,
  type Writer,
} from '../../kit/index.ts'
import type { LoadedPolicy } from '../../policy/index.ts'
import { refuseOtherOrg, refuseUnnamed } from '../guard/guard.ts'
import { type OpenOrgRequest, openWritable } from '../guard/open-org.ts'
import { RunLock } from '../journal/index.ts'
import { ReviewFile } from './review-file.ts'

/** An org with its sets and what is known of them; nobody else writes to it from here. */
export interface ReviewOrg extends AsyncDisposable {
  readonly connection: Connection
  readonly writer: Writer
  readonly reviews: Reviews
  readonly file: ReviewFile
}

/** Which org is meant, where something is written to it. */
export interface Meant {
  readonly confirmOrg: string | null
  /** The org that was scanned, where groups of a scan are written. */
  readonly scanned?: ConnectionIdentity
}

/**
 * Throws `NO_DUPLICATE_SETS` (31) where the CRM has nothing of the kind, `OTHER_ORG` (31) and `NOT_CONFIRMED` (31)
 * unless this is the org that is `meant` (null: nothing is written), and `ORG_BUSY` (31).
 */
export async function openReviews(request: OpenOrgRequest, meant: Meant | null): Promise<ReviewOrg> {
  await using stack = new AsyncDisposableStack()
  const { connection, writer } = stack.use(await openWritable(request))
  const { identity, reviews } = connection
  if (reviews === undefined || 'why' in reviews) throw none(request.target.name, reviews?.why)
  if (meant?.scanned !== undefined) refuseOtherOrg(meant.scanned, identity)
  if (meant !== null) refuseUnnamed(identity, meant.confirmOrg)
  stack.use(new RunLock(request.home, identity.orgId, request.now()))
  const file = stack.use(await ReviewFile.open(request.home, identity.orgId, reviews.isId))
  const open = stack.move()
  return { connection, writer, reviews, file, [Symbol.asyncDispose]: () => open[Symbol.asyncDispose]() }
}

export function optionsOf({ policy: { writeBack } }: LoadedPolicy): ReviewOptions {
  const { verdict = null, survivor = null, rules } = writeBack
  return { verdict, survivor, rules }
}

function none(name: string, why = 'it is only read.'): KitError {
  return new KitError('NO_DUPLICATE_SETS', `Groups cannot be published to ${name}: ${why}`, {
    exit: exitCodes.refused,
    actions: ['Decide in a spreadsheet:  steward plan review SELECTOR --export groups.csv'],
  })
}

/** Throws `NOT_PERMITTED` (31). */
export function refuseForbidden(
  forbidden: readonly { readonly why: string; readonly remedy?: string }[],
): void {
  const [first] = forbidden
  if (first === undefined) return
  const more =
    forbidden.length > 1
      ? ` ${forbidden
          .slice(1)
          .map(({ why }) => why)
          .join(' ')}`
      : ''
  throw new KitError('NOT_PERMITTED', `This login cannot publish groups: ${first.why}${more}`, {
    exit: exitCodes.refused,
    actions: forbidden.flatMap(({ remedy }) => remedy ?? []),
  })
}
