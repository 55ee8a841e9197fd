import { defineRulePack } from '../../src/kit/index.ts'
import { companies } from './companies.ts'
import { people } from './people.ts'

export default defineRulePack({ name: 'across', rules: [people, companies] })
