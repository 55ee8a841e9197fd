import { exitCodes, KitError } from '../kit/index.ts'
import { counted, figure } from '../text/words.ts'
import { confirm } from './confirm.ts'

/** The number of sets as a person confirms it: by flag, which has to be exact, or with yes at the terminal. */
export async function confirmSets(question: string, there: number, given: number | undefined): Promise<void> {
  if (given !== undefined && given !== there) {
    throw new KitError(
      'NOT_CONFIRMED',
      `It would be ${counted(there, 'set')}; ${figure(given)} ${given === 1 ? 'was' : 'were'} confirmed. Nothing was done.`,
      {
        exit: exitCodes.usage,
        actions: [`Look at the question, then confirm exactly:  --confirm-sets ${there}`],
      },
    )
  }
  await confirm(question, `--confirm-sets ${there}`, given === there)
}
