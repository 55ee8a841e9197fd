import { idOf } from '../store/id.ts'
import { type At, parents } from './parents.ts'
import { fill, type Row, type Seeding, stamp } from './seeding.ts'

interface StoredFile {
  readonly serial: number
  readonly parent: string
  readonly title: string
  readonly owner: string
  readonly at: string
  readonly body: string
}

/** A file is a document, its version, and links to the record and to the owner's library. */
export function fillFiles(seeding: Seeding, at: At): void {
  const files = storedFiles(seeding, at)
  fill(
    seeding,
    'ContentDocument',
    'Id Title OwnerId LatestPublishedVersionId FileType FileExtension ContentSize CreatedDate CreatedById',
    files.map((file) => [
      document(file),
      file.title,
      file.owner,
      version(file),
      'TEXT',
      'txt',
      file.body.length,
      file.at,
      file.owner,
    ]),
  )
  fill(
    seeding,
    'ContentVersion',
    'Id ContentDocumentId Title PathOnClient VersionData VersionNumber IsLatest OwnerId FileType FileExtension ContentSize FirstPublishLocationId CreatedDate CreatedById',
    files.map((file) => [
      version(file),
      document(file),
      file.title,
      `${file.title}.txt`,
      Buffer.from(file.body).toString('base64'),
      '1',
      true,
      file.owner,
      'TEXT',
      'txt',
      file.body.length,
      file.parent,
      file.at,
      file.owner,
    ]),
  )
  fill(
    seeding,
    'ContentDocumentLink',
    'ContentDocumentId LinkedEntityId ShareType Visibility',
    files.flatMap((file): Row[] => [
      [document(file), file.parent, 'V', 'AllUsers'],
      [document(file), file.owner, 'I', 'AllUsers'],
    ]),
  )
}

function document(file: StoredFile): string {
  return idOf('069', file.serial)
}

function version(file: StoredFile): string {
  return idOf('068', file.serial)
}

function storedFiles(seeding: Seeding, at: At): readonly StoredFile[] {
  const files: StoredFile[] = []
  for (const parent of parents(seeding, 33, 0.015, 0.1)) {
    const moment = at(parent)
    const title = parent.source.pick(['Contract', 'Oferta', 'Presentation', 'Business card'])
    files.push({
      serial: files.length + 1,
      parent: parent.id,
      title,
      owner: seeding.staff.owner(moment, parent.source).id,
      at: stamp(moment),
      body: `${title} ${parent.row}`,
    })
  }
  return files
}
