import type { OrgOutcome, ScanError } from '../scan/outcome.ts'

/** `Lead failed: …`; a message that names the place already, and one about the whole connection, stand alone. */
export function failure({ where, message }: ScanError, connection: string): string {
  const at = message.indexOf(where)
  const named = at >= 0 && !/[\w/]$/.test(message.slice(0, at))
  return named || where === connection ? message : `${where} failed: ${message}`
}

/** False when every connection failed or every rule was skipped: then no findings means nothing. */
export function lookedAtAnything(orgs: readonly OrgOutcome[]): boolean {
  return orgs.some((org) => org.rulesRun.length > 0 || org.findings.total > 0)
}
