import type { Route } from '../org.ts'
import { scopesOf } from './ends.ts'
import { createLabel, deleteLabel, listLabels } from './labels.ts'
import { listAssociated, readBatch } from './read.ts'
import {
  archiveBatch,
  archiveLabels,
  createBatch,
  defaultBatch,
  putDefault,
  putLabels,
  removeAll,
} from './write.ts'

const read = scopesOf('read')
const write = scopesOf('write')
const record = '/crm/objects/:from/:id/associations'
const batch = '/crm/associations/:from/:to'

/** Associations between records, as v4 and dated addresses have them. */
export const associationRoutes: readonly Route[] = [
  { method: 'GET', pattern: `${record}/:to`, handle: listAssociated, scopes: read },
  { method: 'PUT', pattern: `${record}/:to/:toId`, handle: putLabels, scopes: write },
  { method: 'PUT', pattern: `${record}/default/:to/:toId`, handle: putDefault, scopes: write },
  { method: 'DELETE', pattern: `${record}/:to/:toId`, handle: removeAll, scopes: write },
  { method: 'POST', pattern: `${batch}/batch/read`, handle: readBatch, scopes: read },
  { method: 'POST', pattern: `${batch}/batch/create`, handle: createBatch, scopes: write },
  { method: 'POST', pattern: `${batch}/batch/associate/default`, handle: defaultBatch, scopes: write },
  { method: 'POST', pattern: `${batch}/batch/archive`, handle: archiveBatch, scopes: write },
  { method: 'POST', pattern: `${batch}/batch/labels/archive`, handle: archiveLabels, scopes: write },
  { method: 'GET', pattern: `${batch}/labels`, handle: listLabels, scopes: read },
  { method: 'POST', pattern: `${batch}/labels`, handle: createLabel, scopes: write },
  { method: 'DELETE', pattern: `${batch}/labels/:typeId`, handle: deleteLabel, scopes: write },
]
