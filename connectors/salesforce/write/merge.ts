import { z } from 'zod'
import type { Value } from '../../../src/kit/record.ts'
import type { MergeStep, StepOutcome } from '../../../src/kit/writer.ts'
import type { WriteContext } from './context.ts'
import { checkCount, checkFields, checkIds, sameId } from './ids.ts'
import type { Masking } from './mask.ts'
import { outcomesOf, unknown } from './outcome.ts'
import { type ItemError, refused } from './refusal.ts'
import { callSoap } from './soap.ts'

/** SOAP API, `merge()`: requests in a call, and records that one of them merges away. */
const mergesPerRequest = 200
const losersPerMerge = 2

export type Merged = StepOutcome<{ readonly survivorId: string }>

/** A duplicate is what a merge works on: rules of the org that only warn shall not stop it. */
const header =
  '<DuplicateRuleHeader><allowSave>true</allowSave><includeRecordDetails>false</includeRecordDetails>' +
  '<runAsCurrentUser>false</runAsCurrentUser></DuplicateRuleHeader>'

/** xml2js: one element is no list, and none is nothing. */
const list = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]), z.array(item))

const text = z.string().catch('')

export const SoapErrors = list(z.object({ statusCode: text, message: text, fields: list(text).catch([]) }))

export const SoapResults = z.object({ result: list(z.unknown()) })

const MergeResult = z.object({
  success: z.enum(['true', 'false']),
  id: text,
  mergedRecordIds: list(text),
  errors: SoapErrors,
})

/** Each step is a transaction of its own; they are carried out in this order. */
export async function mergeBySoap(
  context: WriteContext,
  object: string,
  steps: readonly MergeStep[],
): Promise<readonly Merged[]> {
  for (const step of steps) check(step)
  checkCount(steps.length, mergesPerRequest)
  const sendable = steps.filter((step) => textsOf(step).every(isXmlText))
  const outcomes = await send(context, object, sendable)
  const bySendable = new Map(sendable.map((step, index) => [step, outcomes[index]]))
  return steps.map((step) => bySendable.get(step) ?? unsendable)
}

async function send(
  context: WriteContext,
  object: string,
  steps: readonly MergeStep[],
): Promise<readonly Merged[]> {
  if (steps.length === 0) return []
  const parameters = { request: steps.map((step) => toRequest(object, step)) }
  const { api, observe } = context
  const ending = await api.exchange({
    purpose: 'merge',
    doing: `merging ${object}`,
    send: async (client, options) => {
      const answer = await callSoap(client, { operation: 'merge', parameters, header }, options, observe)
      return SoapResults.parse(answer).result
    },
  })
  const words = context.words(object)
  const items = steps.map(({ values }) => ({ sent: Object.values(values), words }))
  return outcomesOf(ending, items, (answer, index, masking) => readResult(answer, steps[index], masking))
}

/** Partner WSDL: an sObject is its type, the fields to empty, its id and the fields to set, in this order. */
function toRequest(object: string, { survivor, losers, values }: MergeStep): object {
  const entries = Object.entries(values)
  const set = entries.filter(([, value]) => !isEmpty(value))
  return {
    masterRecord: {
      '@xmlns:sf': 'urn:sobject.partner.soap.sforce.com',
      '@xsi:type': 'sf:sObject',
      'sf:type': object,
      'sf:fieldsToNull': entries.filter(([, value]) => isEmpty(value)).map(([name]) => name),
      'sf:Id': survivor.id,
      ...Object.fromEntries(set.map(([name, value]) => [`sf:${name}`, value])),
    },
    recordToMergeIds: losers.map(({ id }) => id),
  }
}

/** An empty element would change nothing. */
function isEmpty(value: Value): boolean {
  return value === null || value === ''
}

function readResult(answer: unknown, step: MergeStep | undefined, masking: Masking): Merged {
  const { data } = MergeResult.safeParse(answer)
  if (data === undefined || step === undefined) return unknown('the answer could not be read')
  if (data.success === 'false') return refused(mostTelling(data.errors), masking)
  const merged = step.losers.every(({ id }) => data.mergedRecordIds.some((other) => sameId(id, other)))
  if (!sameId(data.id, step.survivor.id) || !merged)
    return unknown('the answer tells of other records than were to be merged')
  return { result: 'done', survivorId: step.survivor.id }
}

export function mostTelling(errors: readonly ItemError[]): ItemError | undefined {
  return errors.find(({ statusCode }) => statusCode !== '') ?? errors[0]
}

function check({ survivor, losers, values }: MergeStep): void {
  checkIds([survivor.id, ...losers.map(({ id }) => id)])
  checkFields(Object.keys(values))
  checkCount(losers.length, losersPerMerge)
}

function textsOf({ values }: MergeStep): readonly string[] {
  return Object.values(values).filter((value) => typeof value === 'string')
}

/** XML 1.0, 2.2: other characters cannot be sent at all, not even escaped. */
function isXmlText(value: string): boolean {
  return /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u.test(value)
}

const unsendable: Merged = {
  result: 'refused',
  code: 'UNSENDABLE_TEXT',
  message: 'a value holds control characters that a merge cannot carry; it was not sent',
  retryable: false,
}
