import type { CertifiedOrg, Leftover } from '../certify/certify-org.ts'
import { type Certification, type CertifiedCounts, countsOf, type StatementSeen } from '../certify/result.ts'
import { type ConnectionIdentity, exitCodes } from '../kit/index.ts'
import { counted } from '../text/words.ts'

/** What will be made, before anybody is asked. */
export function creationText({ host, orgId }: ConnectionIdentity, makes: readonly string[]): string {
  return [
    `In ${host} (${orgId}) will be made, and taken away again:`,
    ...makes.map((one) => `  ${one}`),
  ].join('\n')
}

/** Contradictions first: they are what somebody has to know. */
export function certifiedText(
  name: string,
  { identity, certification, leftovers, exit }: CertifiedOrg,
): string {
  const blocks = [
    ...(certification === null ? [] : [statementsText(name, identity, certification)]),
    ...(leftovers.length === 0 ? ['Nothing of it is left in the org.'] : [leftText(name, leftovers)]),
    ...(exit === exitCodes.interrupted ? ['Interrupted: nothing of this run was kept as a result.'] : []),
  ]
  return blocks.join('\n\n')
}

/** That an org was certified from here: when, and how it ended. */
export function certifiedLine({ at, ...counts }: CertifiedCounts & { readonly at: string }): string {
  return `certified on ${at.slice(0, 10)}: ${countsText(counts)}`
}

function countsText({ confirmed, contradicted, notTested }: CertifiedCounts): string {
  return `${confirmed} confirmed, ${contradicted} contradicted, ${notTested} not tested`
}

const sections = ['contradicted', 'not tested', 'confirmed'] as const

function statementsText(
  name: string,
  { host, orgId }: ConnectionIdentity,
  certification: Certification,
): string {
  const head = `${name}  ${host} (${orgId}): ${counted(certification.statements.length, 'statement')}, ${countsText(countsOf(certification))}`
  const parts = sections.flatMap((is) => {
    const some = certification.statements.filter((one) => one.is === is)
    return some.length === 0 ? [] : [`${is}\n${some.map(lineOf).join('\n')}`]
  })
  return [head, ...parts].join('\n\n')
}

function lineOf({ id, says, source, saw }: StatementSeen): string {
  return `  ${id}\n      ${says}\n      saw: ${saw} · from: ${source}`
}

function leftText(name: string, leftovers: readonly Leftover[]): string {
  return [
    `${counted(leftovers.length, 'test record')} could not be removed:`,
    ...leftovers.map(({ object, id, why }) => `  ${object} ${id}  ${why}`),
    `Try again:  steward connection certify -o ${name} --clean-up`,
  ].join('\n')
}
