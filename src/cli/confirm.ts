import { createInterface } from 'node:readline/promises'
import { exitCodes, KitError } from '../kit/index.ts'

/**
 * Asks at a terminal; anything but `yes` is no. Without a terminal the answer must come from a flag, so that no
 * job ever waits for a person.
 */
export async function confirm(question: string, flag: string, given: boolean): Promise<void> {
  if (given) return
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) {
    throw new KitError('NOT_CONFIRMED', `${question}\nNobody is here to answer.`, {
      exit: exitCodes.usage,
      actions: [`Add ${flag} to say yes`],
    })
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await prompt.question(`${question} Type yes: `)
    if (answer.trim().toLowerCase() === 'yes') return
  } finally {
    prompt.close()
  }
  throw new KitError('NOT_CONFIRMED', 'Nothing was done.', { exit: exitCodes.usage })
}
