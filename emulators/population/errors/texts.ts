import type { PersonErrorKind } from './kinds.ts'
import type { Spoil } from './names.ts'
import { mojibake, strayBlanks } from './typos.ts'

/** What goes wrong with any text. */
export const textErrors = {
  placeholder: (draft, random) => {
    const draw = random.next()
    if (draw < 0.25) draft.phone = random.pick(['0000000000', '000', '1111111111', '123456789', '999999999'])
    else if (draw < 0.45)
      draft.email = random.pick(['test@test.com', 'noemail@none.com', 'na@na.com', 'sincorreo@sincorreo.es'])
    else if (draw < 0.65) draft.firstName = random.pick(['n/a', '-', '.', 'Unknown', 'Sr/Sra', 'X'])
    else if (draw < 0.8) draft.street = random.pick(['n/a', 'unknown', 'xxx', 'pendiente'])
    else draft.title = random.pick(['n/a', '-', 'none', 'TBD'])
    return true
  },
  whitespace: (draft, random) => {
    const field = random.pick(['firstName', 'lastName', 'companyName', 'city', 'street'] as const)
    const before = draft[field]
    draft[field] = before === '' ? '' : strayBlanks(random, before)
    return before !== draft[field]
  },
  mojibake: (draft) => {
    const before = draft.firstName + draft.lastName + draft.companyName + draft.city
    for (const field of ['firstName', 'lastName', 'companyName', 'city', 'street'] as const) {
      draft[field] = mojibake(draft[field])
    }
    return before !== draft.firstName + draft.lastName + draft.companyName + draft.city
  },
} as const satisfies Partial<Record<PersonErrorKind, Spoil>>
