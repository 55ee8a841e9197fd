import {
  type Certifier,
  type Connection,
  type ConnectionIdentity,
  type ExitCode,
  exitCodes,
  isKitError,
  KitError,
  type Seen,
  type TestRecord,
} from '../kit/index.ts'
import { refuseUnnamed } from '../plan/guard/guard.ts'
import { type OpenOrgRequest, openWritable } from '../plan/guard/open-org.ts'
import { RunLock } from '../plan/journal/index.ts'
import { Ledger } from './ledger.ts'
import { type Certification, type StatementSeen, saveCertification } from './result.ts'

export interface CertifyOrgRequest extends OpenOrgRequest {
  readonly tool: string
  /** Unmistakable, and new for each trial. */
  readonly mark: string
  /** `--confirm-org` */
  readonly confirmOrg: string | null
  /** Only takes away what an earlier trial has left. */
  readonly cleanUpOnly: boolean
  readonly pause: (milliseconds: number) => Promise<void>
  /** Test records with the mark that will be deleted now, by object. */
  readonly deleting: (counts: Readonly<Record<string, number>>, mark: string) => void
  /** Shown what will be made, where; throws to refuse. */
  readonly consent: (identity: ConnectionIdentity, makes: readonly string[]) => Promise<void>
}

export type Leftover = TestRecord & { readonly why: string }

export interface CertifiedOrg {
  readonly identity: ConnectionIdentity
  /** Null when only something was to be taken away. */
  readonly certification: Certification | null
  /** Records of a trial that are still in the org. */
  readonly leftovers: readonly Leftover[]
  /** Records of trials that were taken away, by object. */
  readonly removed: Readonly<Record<string, number>>
  readonly calls: Readonly<Record<string, number>>
  /** 0; 68 when something is left over; 130 when it was interrupted. */
  readonly exit: ExitCode
}

/** Throws `CERTIFY_IN_PRODUCTION`, `CANNOT_CERTIFY`, `NOT_CONFIRMED` (31), what connecting throws and what `consent` throws. */
export async function certifyOrg(request: CertifyOrgRequest): Promise<CertifiedOrg> {
  const { home, now, signal } = request
  // A Ctrl-C ends the trial, not the connection: what was made is still to be taken away.
  await using org = await openWritable({ ...request, signal: new AbortController().signal })
  const { connection } = org
  const { identity } = connection
  const certifier = certifierOf(request, connection)
  using _lock = new RunLock(home, identity.orgId, now())
  const ledger = new Ledger(home, identity.crm, identity.orgId)
  const calls = () => connection.calls().byPurpose
  ledger.read() // a damaged one is refused before anybody is asked
  if (request.cleanUpOnly) {
    const { leftovers, removed } = await takeAway(request, certifier, ledger)
    const exit = exitOf(leftovers, signal)
    return { identity, certification: null, leftovers, removed, calls: calls(), exit }
  }
  if (request.confirmOrg === null) await request.consent(identity, certifier.makes)
  signal.throwIfAborted()
  const before = await takeAway(request, certifier, ledger)
  if (before.leftovers.length > 0)
    return { identity, certification: null, ...before, calls: calls(), exit: exitCodes.partial }
  const { statements, leftovers, removed } = await tryOut(request, certifier, ledger)
  const { crm, orgId, host, apiVersion } = identity
  const certification: Certification = {
    ...{ version: 1, crm, orgId, host, apiVersion, tool: request.tool },
    at: now().toISOString(),
    statements: [...statements],
  }
  if (!signal.aborted) await saveCertification(home, certification)
  return { identity, certification, leftovers, removed, calls: calls(), exit: exitOf(leftovers, signal) }
}

function certifierOf(
  { confirmOrg, target }: CertifyOrgRequest,
  { identity, certifier }: Connection,
): Certifier {
  if (identity.production) {
    throw refused(
      'CERTIFY_IN_PRODUCTION',
      `${identity.host} is a production org: nothing is tried out there.`,
      ['Name a sandbox, a scratch org or a test account with -o'],
    )
  }
  if (certifier === undefined) {
    throw refused('CANNOT_CERTIFY', `${target.name} is of ${identity.crm}, about which nothing is stated.`, [
      'A connector brings its own statements: docs/connectors/writing-a-connector.md',
    ])
  }
  refuseUnnamed(identity, confirmOrg)
  return certifier
}

async function tryOut(
  request: CertifyOrgRequest,
  certifier: Certifier,
  ledger: Ledger,
): Promise<TakenAway & { readonly statements: readonly StatementSeen[] }> {
  const { mark, signal, now, pause, log } = request
  const seen = new Map<string, Seen>()
  await ledger.begin(mark)
  const cleanUp = async () => await takeAway(request, certifier, ledger)
  try {
    const tell = (id: string, one: Seen): void => void seen.set(id, one)
    await certifier.run({ mark, made: (record) => ledger.add(record), tell, now, pause, signal, log })
  } catch (error) {
    const failure = await cleanUp().then(
      () => null,
      (cause: unknown) => cause,
    )
    throw failure === null ? error : alsoLeft(error, failure)
  }
  const taken = await cleanUp()
  const statements = certifier.statements.map((one): StatementSeen => {
    const { is, saw } = seen.get(one.id) ?? { is: 'not tested', saw: 'not reached' }
    return { id: one.id, says: one.says, source: one.source, is, saw }
  })
  return { statements, ...taken }
}

/** The error that ended a trial, which says as well that its records are still there. */
function alsoLeft(error: unknown, cause: unknown): KitError {
  const { code, exit, actions } = isKitError(error)
    ? error
    : { code: 'CERTIFY_FAILED', exit: exitCodes.failed, actions: [] }
  const texts = [error, cause].map((one) => (one instanceof Error ? one.message : String(one)))
  return new KitError(code, `${texts[0]} What was made could not be taken away: ${texts[1]}`, {
    exit,
    actions: [...actions, 'Take away what is left:  steward connection certify --clean-up -o ORG'],
    cause,
  })
}

interface TakenAway {
  readonly leftovers: readonly Leftover[]
  readonly removed: Readonly<Record<string, number>>
}

async function takeAway(
  { deleting }: CertifyOrgRequest,
  certifier: Certifier,
  ledger: Ledger,
): Promise<TakenAway> {
  const left = ledger.read()
  if (left === null) return { leftovers: [], removed: {} }
  let found: readonly TestRecord[] = []
  const tell = (records: readonly TestRecord[]): void => {
    found = records
    deleting(countsByObject(records), left.mark)
  }
  const leftovers = await certifier.cleanUp(left.mark, left.made, tell)
  if (leftovers.length === 0) await ledger.end()
  const stays = new Set(leftovers.map(({ object, id }) => `${object}/${id}`))
  return {
    leftovers,
    removed: countsByObject(found.filter(({ object, id }) => !stays.has(`${object}/${id}`))),
  }
}

function countsByObject(records: readonly TestRecord[]): Readonly<Record<string, number>> {
  const objects = Map.groupBy(records, ({ object }) => object)
  return Object.fromEntries([...objects].map(([object, some]) => [object, some.length]))
}

function exitOf(leftovers: readonly Leftover[], signal: AbortSignal): ExitCode {
  if (signal.aborted) return exitCodes.interrupted
  return leftovers.length === 0 ? exitCodes.clean : exitCodes.partial
}

function refused(code: string, message: string, actions: readonly string[]): KitError {
  return new KitError(code, message, { exit: exitCodes.refused, actions })
}
