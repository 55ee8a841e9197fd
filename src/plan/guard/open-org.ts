import { type Connection, exitCodes, KitError, type Writer } from '../../kit/index.ts'
import type { LoadedPolicy, NamedConnection } from '../../policy/index.ts'
import { takeSecrets } from '../../scan/environment.ts'
import { withObjects } from '../../scan/objects.ts'
import { TempFolder } from '../../scan/temp-folder.ts'

export interface OpenOrgRequest {
  readonly home: string
  readonly policy: LoadedPolicy
  readonly target: NamedConnection
  readonly env: Record<string, string | undefined>
  readonly now: () => Date
  /** Ends reads and writes at once, whatever is under way. */
  readonly signal: AbortSignal
  readonly log: (line: string) => void
}

/** An org that can be written to. */
export interface WritableOrg extends AsyncDisposable {
  readonly connection: Connection
  readonly writer: Writer
}

/** Throws `READ_ONLY` (exit 2) for a source that cannot be written, and what connecting throws. */
export async function openWritable(request: OpenOrgRequest): Promise<WritableOrg> {
  const { policy, target, log } = request
  const env = takeSecrets(request.env, target.connector.secrets(target.settings))
  await using stack = new AsyncDisposableStack()
  const temp = stack.use(new TempFolder(request.home))
  const connection = stack.use(
    await target.connector.connect(target.settings, {
      name: target.name,
      env,
      signal: request.signal,
      tempDir: temp.path,
      now: request.now,
      log: (line) => log(`${target.name}: ${line}`),
      budget: policy.policy.limits.apiBudget,
    }),
  )
  const { writer } = connection
  if (writer === undefined) throw readOnly(target)
  const mapped = await withObjects(connection, policy.policy, target.name)
  const open = stack.move()
  return { connection: mapped, writer, [Symbol.asyncDispose]: () => open[Symbol.asyncDispose]() }
}

function readOnly({ name, connector }: NamedConnection): KitError {
  return new KitError('READ_ONLY', `${name} is read-only: ${connector.id} is not written to.`, {
    exit: exitCodes.usage,
    actions: ['Plans are made for a CRM; take the connection that the records live in'],
  })
}
