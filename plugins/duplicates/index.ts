import { defineRulePack } from '../../src/kit/index.ts'
import { cases } from './cases.ts'
import { companies } from './companies.ts'
import { deals } from './deals.ts'
import { people } from './people.ts'

export default defineRulePack({ name: 'duplicates', rules: [people, companies, deals, cases] })
