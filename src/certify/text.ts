import type { ConnectionIdentity } from '../kit/index.ts'
import { counted } from '../text/words.ts'
import type { CertifiedOrg, Leftover } from './certify-org.ts'
import { type Certification, countsOf, type StatementSeen } from './result.ts'

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
    ...(exit === 130 ? ['Interrupted: nothing of this run was kept as a result.'] : []),
  ]
  return blocks.join('\n\n')
}

const sections = ['contradicted', 'not tested', 'confirmed'] as const

function statementsText(
  name: string,
  { host, orgId }: ConnectionIdentity,
  certification: Certification,
): string {
  const { confirmed, contradicted, notTested } = countsOf(certification)
  const head = `${name}  ${host} (${orgId}): ${counted(certification.statements.length, 'statement')}, ${confirmed} confirmed, ${contradicted} contradicted, ${notTested} not tested`
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
