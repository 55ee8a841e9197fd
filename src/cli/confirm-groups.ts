import { createInterface } from 'node:readline/promises'
import { exitCodes, KitError } from '../kit/index.ts'
import { counted } from '../text/words.ts'
import { isAttended } from './interactive.ts'

/**
 * The exact number of groups as a person confirms it: by flag, or typed at the terminal. Throws `NOT_CONFIRMED` (2)
 * where nobody is there to type it.
 */
export async function confirmGroups(there: number, given: number | undefined): Promise<number> {
  if (given !== undefined) return given
  if (!isAttended()) {
    throw new KitError(
      'NOT_CONFIRMED',
      `${counted(there, 'group')} would be planned, and nobody confirmed that.`,
      {
        exit: exitCodes.usage,
        actions: [
          `Look at the sample above, then confirm the number:  --confirm-groups ${there}`,
          'Or decide group by group:  steward plan review SELECTOR --export groups.csv',
        ],
      },
    )
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await prompt.question(`Type the number of groups to plan all of them: `)
    return /^\s*\d{1,9}\s*$/.test(answer) ? Number(answer) : -1
  } finally {
    prompt.close()
  }
}
