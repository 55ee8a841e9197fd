import { open, rename, rm } from 'node:fs/promises'

/** Writes a file that only its owner reads: complete or as it was, on disk when this resolves. */
export async function replaceWhole(path: string, text: string): Promise<void> {
  const partial = `${path}.${process.pid}.part`
  try {
    {
      await using file = await open(partial, 'wx', 0o600)
      await file.writeFile(text)
      await file.sync()
    }
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}
