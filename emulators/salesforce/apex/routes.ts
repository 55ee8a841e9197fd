import { permissionsOf } from '../access/permissions.ts'
import { type MergeSettings, sweepBin } from '../merge/index.ts'
import { ApiError, type ApiRequest, type ApiResponse, type Org, type Route } from '../org.ts'
import { parseScript } from './parse.ts'
import { runScript } from './run.ts'
import { CompileProblem } from './source.ts'
import { ApexException } from './value.ts'

/** What the Tooling API says of a script (Apex developer guide, ExecuteAnonymousResult). */
interface Executed {
  readonly line: number
  readonly column: number
  readonly compiled: boolean
  readonly success: boolean
  readonly compileProblem: string | null
  readonly exceptionMessage: string | null
  readonly exceptionStackTrace: string | null
}

const DONE: Executed = {
  line: -1,
  column: -1,
  compiled: true,
  success: true,
  compileProblem: null,
  exceptionMessage: null,
  exceptionStackTrace: null,
}

export function apexRoutes(settings: MergeSettings): readonly Route[] {
  const handle = (org: Org, request: ApiRequest): ApiResponse => execute(org, request, settings)
  return [{ method: 'GET', pattern: '/tooling/executeAnonymous', handle }]
}

function execute(org: Org, request: ApiRequest, settings: MergeSettings): ApiResponse {
  const { session, query } = request
  if (!permissionsOf(org, session.userId).system('AuthorApex'))
    throw new ApiError(
      403,
      'INSUFFICIENT_ACCESS',
      'insufficient access rights: executing anonymous Apex needs the Author Apex permission',
    )
  const script = query.get('anonymousBody')
  if (script === null) throw new ApiError(400, 'MISSING_ARGUMENT', 'anonymousBody not specified')
  const body = executed(org, request, settings, script)
  sweepBin(org, settings.recycleBinRecords)
  return { status: 200, body }
}

function executed(org: Org, { session }: ApiRequest, settings: MergeSettings, script: string): Executed {
  try {
    runScript(org, session, settings, parseScript(org, session, script))
    return DONE
  } catch (error) {
    if (error instanceof CompileProblem)
      return {
        ...DONE,
        ...error.place,
        compiled: false,
        success: false,
        compileProblem: error.message,
      }
    if (!(error instanceof ApexException)) throw error
    const { line, column } = error.place
    return {
      ...DONE,
      line,
      column,
      success: false,
      exceptionMessage: `${error.kind}: ${error.message}`,
      exceptionStackTrace: `AnonymousBlock: line ${line}, column ${column}`,
    }
  }
}
