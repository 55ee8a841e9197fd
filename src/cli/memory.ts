import { setFlagsFromString } from 'node:v8'

/**
 * Keeps a scan of 200,000 people under 700 MB, for some seconds more: V8 collects once its heap has grown by a
 * fifth, and the space for young objects stays as large as start-up made it (about 32 MB, else 128). V8 reads both
 * flags while it runs (src/heap/memory-controller.cc, src/heap/new-spaces.cc).
 */
export function keepHeapTight(): void {
  setFlagsFromString('--heap-growing-percent=20')
  setFlagsFromString('--semi-space-growth-factor=1')
}
