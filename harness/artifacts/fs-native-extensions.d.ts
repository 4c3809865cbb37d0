declare module "fs-native-extensions" {
  /** Takes the advisory lock of a whole open file; false when another process holds it. */
  export function tryLock(fd: number, options?: { shared?: boolean }): boolean;
  /** As `tryLock`, waiting until it is free. */
  export function waitForLock(fd: number, options?: { shared?: boolean }): Promise<void>;
}
