import { oneOf } from '../scopes/need.ts'

export const readsLists = oneOf('crm.lists.read')
export const writesLists = oneOf('crm.lists.write')
