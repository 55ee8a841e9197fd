import type { CertifiedOrg, Leftover } from '../certify/certify-org.ts'
import { type Certification, type CertifiedCounts, countsOf, type StatementSeen } from '../certify/result.ts'
import { type ConnectionIdentity, exitCodes } from '../kit/index.ts'
import { counted, figure, sum } from '../text/words.ts'
import { definition, wrap } from './terminal.ts'

/** What will be made, before anybody is asked. */
export function creationText(
  { host, orgId }: ConnectionIdentity,
  makes: readonly string[],
  width = 80,
): string {
  return [
    ...wrap(`In ${host} (${orgId}) will be made, and taken away again:`, width),
    ...makes.flatMap((one) => definition('', one, width, 2)),
  ].join('\n')
}

/** Contradictions first: they are what somebody has to know. */
export function certifiedText(
  name: string,
  { identity, certification, leftovers, removed, exit }: CertifiedOrg,
  width = 80,
): string {
  const gone = removedText(removed, identity)
  const clean = sum(removed) === 0 ? gone : `${gone} Nothing of it is left in the org.`
  const blocks = [
    ...(certification === null ? [] : [statementsText(name, identity, certification, width)]),
    ...(leftovers.length === 0
      ? [wrap(clean, width).join('\n')]
      : [[...wrap(gone, width), ...leftText(name, leftovers, width)].join('\n')]),
    ...(exit === exitCodes.interrupted ? ['Interrupted: nothing of this run was kept as a result.'] : []),
  ]
  return blocks.join('\n\n')
}

/** That an org was certified from here: when, and how it ended. */
export function certifiedLine({ at, ...counts }: CertifiedCounts & { readonly at: string }): string {
  return `certified on ${at.slice(0, 10)}: ${countsText(counts)}`
}

/** Before they go: `deleting 7 test records (Contact 4, Task 3), named "Steward certify 1a2b3c4d…"`. */
export function deletingText(counts: CertifiedOrg['removed'], mark: string): string {
  return `deleting ${testRecordsText(counts)}, named "${mark}…"`
}

function testRecordsText(counts: CertifiedOrg['removed']): string {
  const each = Object.entries(counts).map(([object, count]) => `${object} ${figure(count)}`)
  const all = counted(sum(counts), 'test record')
  return each.length === 0 ? all : `${all} (${each.join(', ')})`
}

function removedText(removed: CertifiedOrg['removed'], { host }: ConnectionIdentity): string {
  if (sum(removed) === 0) return 'There was no test record to delete.'
  return `Deleted in ${host}: ${testRecordsText(removed)}.`
}

function countsText({ confirmed, contradicted, notTested }: CertifiedCounts): string {
  return `${confirmed} confirmed, ${contradicted} contradicted, ${notTested} not tested`
}

const sections = ['contradicted', 'not tested', 'confirmed'] as const

function statementsText(
  name: string,
  { host, orgId }: ConnectionIdentity,
  certification: Certification,
  width: number,
): string {
  const head = `${name}  ${host} (${orgId}): ${counted(certification.statements.length, 'statement')}, ${countsText(countsOf(certification))}`
  const parts = sections.flatMap((is) => {
    const some = certification.statements.filter((one) => one.is === is)
    return some.length === 0 ? [] : [`${is}\n${some.flatMap((one) => linesOf(one, width)).join('\n')}`]
  })
  return [wrap(head, width).join('\n'), ...parts].join('\n\n')
}

function linesOf({ id, says, source, saw }: StatementSeen, width: number): readonly string[] {
  return [
    `  ${id}`,
    ...[says, `saw: ${saw} · from: ${source}`].flatMap((text) => definition('', text, width, 6)),
  ]
}

function leftText(name: string, leftovers: readonly Leftover[], width: number): readonly string[] {
  return [
    `${counted(leftovers.length, 'test record')} could not be removed:`,
    ...leftovers.flatMap(({ object, id, why }) => definition('', `${object} ${id}: ${why}`, width, 2)),
    `Try again:  steward connection certify -o ${name} --clean-up`,
  ]
}
