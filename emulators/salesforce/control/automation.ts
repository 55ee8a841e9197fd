import { ControlError } from '../../control.ts'
import { defaultUser } from '../access/users.ts'
import { readAutomation } from '../automation/read.ts'
import { showAutomation } from '../automation/show.ts'
import { keepAutomation, type ShownBy } from '../automation/table.ts'
import type { Automation } from '../automation/types.ts'
import type { Door } from '../door.ts'

interface Planted {
  readonly planted: string
  /** The rows by which setup shows it. */
  readonly shown: readonly ShownBy[]
}

/** A trigger, flow, validation or workflow rule, from now on. */
export function plantAutomation({ org }: Door, body: Readonly<Record<string, unknown>>): Planted {
  const automation = asked(() => readAutomation(org.schema, body))
  const shown = showAutomation(org, automation, defaultUser(org)?.id ?? '')
  keepAutomation(org, automation, shown, true)
  return { planted: automation.name, shown }
}

function asked(read: () => Automation): Automation {
  try {
    return read()
  } catch (error) {
    throw new ControlError((error as Error).message)
  }
}
